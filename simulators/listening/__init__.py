"""A recogniser without a model, for simulated services: it knows the clips that callers play.

    listener = Listener([Clip("no heat since Monday", ulaw)])    # or Listener(load(folder))
    listener.add(Clip("yes please", other))                      # at any time
    heard = listener.hear(recording)                             # 8 kHz mu-law, any length
    heard.text                                                   # "no heat since Monday"

A clip is found at any offset, some dB louder or softer, in light noise, with silence or another
clip around it, and with frames lost; of a clip that was cut the words that were played are heard.
While audio grows, `listener.hear(longer, before=heard)` costs a fraction of a new search.
Of `words` (texts that may be said) those in the sounds of `simulators.speech.tones` are read, too.
Speech that is none of these gives `unknown`, a text of choice.
"""

from simulators.listening.clips import Clip, load, save
from simulators.listening.listener import Found, Listener, Recognised

__all__ = ["Clip", "Found", "Listener", "Recognised", "load", "save"]
