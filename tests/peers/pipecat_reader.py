"""Run by pipecat's own environment: reads messages for Twilio on standard input, as a Twilio bot of pipecat's would.

Prints one JSON object: the sound as 16-bit samples (base64), and what pipecat would send for the same sound and
for an interruption.
"""

# mypy: ignore-errors
import asyncio
import base64
import json
import sys

from pipecat.frames.frames import InputAudioRawFrame, InterruptionFrame, OutputAudioRawFrame, StartFrame
from pipecat.serializers.twilio import TwilioFrameSerializer

RATE = 8_000


async def main() -> None:
    parameters = TwilioFrameSerializer.InputParams(auto_hang_up=False, sample_rate=RATE)
    serializer = TwilioFrameSerializer(stream_sid=sys.argv[1], params=parameters)
    await serializer.setup(StartFrame(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE))
    sound = b""
    for line in sys.stdin:
        frame = await serializer.deserialize(line)
        if isinstance(frame, InputAudioRawFrame):
            sound += frame.audio
    theirs = [
        await serializer.serialize(OutputAudioRawFrame(audio=sound[:320], sample_rate=RATE, num_channels=1)),
        await serializer.serialize(InterruptionFrame()),
    ]
    told = {"sound": base64.b64encode(sound).decode(), "theirs": [json.loads(each) for each in theirs]}
    sys.stdout.write(json.dumps(told))


asyncio.run(main())
