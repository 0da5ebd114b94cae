"""What holds for all tests."""

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")
"""The same examples every time, so that what fails was broken by the change at hand. Others are
looked for by `pytest -m hypothesis --hypothesis-profile default`. No example has a deadline: how
long one takes tells how busy the machine is."""
