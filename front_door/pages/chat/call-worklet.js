/**
 * The audio thread of a call: the microphone as frames of 20 ms (8 kHz, µ-law, 160 bytes), and such frames to the
 * loudspeaker. Both sides are resampled with a windowed sinc, so any device's rate will do.
 */

const RATE = 8_000;
const FRAME = 160;
const PHASES = 32;
const REACH = 8;
const ROLL_OFF = 0.92;
/** Frames that wait before the loudspeaker begins: 60 ms evens out what comes late. */
const AHEAD = 3;
/** In a talk between people no more than so many wait: what came in a heap is dropped, not played late. */
const MOST_LIVE = 12;
/** With more than that waiting, a network stood still: quiet frames are passed over until it is made up for. */
const MOST_EVEN = 18;
/** Beyond that, 700 ms, the oldest are dropped: nobody listens to what was said so long ago. */
const MOST = 35;
/** Under it nobody speaks. */
const QUIET = 0.01;

/** Samples at one rate, taken out at another. */
class Resampler {
  constructor(from, to) {
    this.step = from / to;
    const slower = Math.max(1, this.step);
    this.reach = Math.ceil(REACH * slower);
    this.filters = Array.from({ length: PHASES + 1 }, (_, phase) => this.#filter(phase / PHASES, slower));
    this.waiting = new Float32Array(0);
    this.at = this.reach;
  }

  #filter(shift, slower) {
    const taps = new Float32Array(2 * this.reach);
    let sum = 0;
    for (let index = 0; index < taps.length; index += 1) {
      const x = index - this.reach + 1 - shift;
      const angle = (Math.PI * x * ROLL_OFF) / slower;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      const window = Math.abs(x) <= this.reach ? Math.cos((Math.PI * x) / (2 * this.reach)) ** 2 : 0;
      taps[index] = sinc * window;
      sum += taps[index];
    }
    return taps.map((tap) => tap / sum);
  }

  push(samples) {
    const joined = new Float32Array(this.waiting.length + samples.length);
    joined.set(this.waiting);
    joined.set(samples, this.waiting.length);
    this.waiting = joined;
  }

  /** The next sample, or null until more is pushed. */
  next() {
    const whole = Math.floor(this.at);
    if (whole + this.reach >= this.waiting.length) return null;
    const taps = this.filters[Math.round((this.at - whole) * PHASES)];
    const from = whole - this.reach + 1;
    let sum = 0;
    for (let index = 0; index < taps.length; index += 1) sum += this.waiting[from + index] * taps[index];
    this.at += this.step;
    return sum;
  }

  /** Forget what is behind. */
  tidy() {
    const spent = Math.max(0, Math.floor(this.at) - this.reach);
    this.waiting = this.waiting.slice(spent);
    this.at -= spent;
  }
}

function encode(sample) {
  const value = Math.max(-32_635, Math.min(32_635, Math.round(sample * 32_768)));
  const magnitude = Math.abs(value) + 0x84;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const code = (value < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f);
  return ~code & 0xff;
}

const DECODED = Float32Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code >> 4) & 0x07)) - 0x84;
  return (code & 0x80 ? -magnitude : magnitude) / 32_768;
});

const isQuiet = ({ frame }) => Boolean(frame?.every((byte) => Math.abs(DECODED[byte]) < QUIET));

/** Posts a `Uint8Array` of 160 bytes every 20 ms. */
class CallMicrophone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE);
    this.frame = new Uint8Array(FRAME);
    this.filled = 0;
  }

  process([input]) {
    if (!input.length) return true;
    this.resampler.push(input[0]);
    for (let sample = this.resampler.next(); sample !== null; sample = this.resampler.next()) {
      this.frame[this.filled] = encode(sample);
      this.filled += 1;
      if (this.filled === FRAME) {
        this.port.postMessage(this.frame);
        this.frame = new Uint8Array(FRAME);
        this.filled = 0;
      }
    }
    this.resampler.tidy();
    return true;
  }
}

/** Takes `{frame}`, `{mark}` and `{clear: true}`; posts `{played: mark}` when everything before it has been played. */
class CallLoudspeaker extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.live = Boolean(processorOptions?.live);
    this.#empty();
    this.port.onmessage = ({ data }) => {
      if (data.clear) this.#clear();
      else this.#put(data);
    };
  }

  #empty() {
    this.resampler = new Resampler(RATE, sampleRate);
    this.queue = [];
    this.playing = false;
  }

  #put(item) {
    this.queue.push(item);
    if (this.queue.length > (this.live ? MOST_LIVE : MOST)) this.#drop(this.queue.length - AHEAD);
  }

  /** The oldest; marks among them are passed. */
  #drop(count) {
    for (const { mark } of this.queue.splice(0, count)) if (mark) this.port.postMessage({ played: mark });
  }

  /** The next to be played. */
  #next() {
    while (this.queue.length > MOST_EVEN && isQuiet(this.queue[0])) this.queue.shift();
    return this.queue.shift();
  }

  #clear() {
    const marks = this.queue.filter(({ mark }) => mark);
    this.#empty();
    for (const { mark } of marks) this.port.postMessage({ played: mark });
  }

  process(_inputs, [output]) {
    const [channel] = output;
    this.playing ||= this.queue.length >= AHEAD || this.queue.some(({ mark }) => mark);
    for (let index = 0; index < channel.length; index += 1) channel[index] = this.playing ? this.#sample() : 0;
    for (const other of output.slice(1)) other.set(channel);
    this.resampler.tidy();
    return true;
  }

  #sample() {
    let sample = this.resampler.next();
    while (sample === null) {
      const item = this.#next();
      if (!item) {
        this.playing = false;
        return 0;
      }
      if (item.mark) this.port.postMessage({ played: item.mark });
      else this.resampler.push(Float32Array.from(item.frame, (byte) => DECODED[byte]));
      sample = this.resampler.next();
    }
    return sample;
  }
}

registerProcessor("call-microphone", CallMicrophone);
registerProcessor("call-loudspeaker", CallLoudspeaker);
