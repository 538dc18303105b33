"""Record what a real model answers, and replay it byte for byte.

Recording is off unless hosts are allowed by name. Keys never reach a file, and nothing but the recorded request itself
gets the recorded answer.
"""

from fakes.model.real_keys import looks_real
from fakes.model.recording.recorded_exchange import RecordingError
from fakes.model.recording.recordings import Recordings
from fakes.model.recording.replayer import Replayer
from fakes.model.recording.server import RecordingServer
from fakes.model.recording.upstreams import Upstreams
from fakes.model.recording.volatile import Volatile

__all__ = ["RecordingError", "RecordingServer", "Recordings", "Replayer", "Upstreams", "Volatile", "looks_real"]
