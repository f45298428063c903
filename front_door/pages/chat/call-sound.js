/** A call's sound: microphone and loudspeaker joined to the gateway's socket. */

const CONNECT_MS = 8_000;

/**
 * The microphone with its audio thread; throws when the person or the device refuses. `live`: two people talk, so
 * what comes late in a heap is dropped rather than played late.
 */
export async function openMicrophone({ live = false } = {}) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  });
  try {
    const context = new AudioContext();
    await context.audioWorklet.addModule(new URL("call-worklet.js", import.meta.url).href);
    await context.resume();
    return { stream, context, live };
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    throw error;
  }
}

/** How loud a frame of µ-law is, 0 to 1. */
function loudness(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    const code = ~byte & 0x7f;
    sum += (((code & 0x0f) << 3) + 0x84) * 2 ** (code >> 4) - 0x84;
  }
  return Math.min(1, sum / bytes.length / 8_192);
}

/** `on` is told `ready(frame)` and `ended(ending)`, once each at most, and `level(who, level)` if it wants. */
export class CallSound {
  #socket = null;
  #over = false;

  constructor({ stream, context, live = false }, on) {
    Object.assign(this, { stream, context, on });
    this.microphone = new AudioWorkletNode(context, "call-microphone", { numberOfOutputs: 0 });
    this.loudspeaker = new AudioWorkletNode(context, "call-loudspeaker", {
      numberOfInputs: 0,
      processorOptions: { live },
    });
    context.createMediaStreamSource(stream).connect(this.microphone);
    this.loudspeaker.connect(context.destination);
    this.microphone.port.onmessage = ({ data }) => {
      this.on.level?.("me", loudness(data));
      this.#send(data);
    };
    this.loudspeaker.port.onmessage = ({ data }) => this.tell({ type: "played", mark: data.played });
  }

  connect({ url, ticket }) {
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    this.patience = setTimeout(() => this.#end("line_dropped"), CONNECT_MS);
    socket.onopen = () => this.tell({ type: "start", ticket });
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = () => this.#end("line_dropped");
  }

  mute(muted) {
    for (const track of this.stream.getAudioTracks()) track.enabled = !muted;
  }

  press(key) {
    this.tell({ type: "key", key });
  }

  hangUp() {
    this.tell({ type: "hang_up" });
    this.#end("caller_left");
  }

  #hear(data) {
    if (typeof data !== "string") {
      const bytes = new Uint8Array(data);
      this.on.level?.("them", loudness(bytes));
      this.loudspeaker.port.postMessage({ frame: bytes });
      return;
    }
    const frame = JSON.parse(data);
    if (frame.type === "ready") {
      clearTimeout(this.patience);
      this.on.ready(frame);
    } else if (frame.type === "mark") this.loudspeaker.port.postMessage({ mark: frame.mark });
    else if (frame.type === "clear") this.loudspeaker.port.postMessage({ clear: true });
    else if (frame.type === "ended") this.#end(frame.ending);
  }

  #send(bytes) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }

  /** Any message of the page's side. */
  tell(frame) {
    this.#send(JSON.stringify(frame));
  }

  #end(ending) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.patience);
    this.#socket?.close();
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
    this.on.ended(ending);
  }
}
