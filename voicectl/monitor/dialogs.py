"""What stands over the screen for a moment: a question before an act, and the help."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from voicectl.monitor.acts import Act, Wish
from voicectl.monitor.keys import KEYS


class Ask(ModalScreen[Act | None]):
    """Asks before an act; gives the act, or None when it is not wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "no", "no"),
        Binding("n", "no", "no"),
        Binding("y", "yes", "yes"),
    ]

    def __init__(self, wish: Wish) -> None:
        super().__init__()
        self._wish = wish

    def compose(self) -> ComposeResult:
        """Question, field, what is wrong, keys."""
        with Vertical(id="dialog"):
            yield Label(self._wish.question, id="question", markup=False)
            if self._wish.label:
                yield Label(self._wish.label, markup=False)
                yield Input(self._wish.answer, id="answer")
                yield Label("", id="wrong", markup=False)
                yield Label("Enter: do it   Esc: leave it", classes="faint")
            else:
                yield Label("y: do it   n or Esc: leave it", classes="faint")

    def action_no(self) -> None:
        """Leave it."""
        self.dismiss(None)

    def action_yes(self) -> None:
        """Do it, where a yes is enough."""
        if not self._wish.label:
            self.dismiss(self._wish.act(""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do it, unless the answer can't be meant."""
        try:
            act = self._wish.act(event.value)
        except ValueError as error:
            self.query_one("#wrong", Label).update(str(error))
            return
        self.dismiss(act)


class Help(ModalScreen[None]):
    """All keys and signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "close", "close")
    ]

    def compose(self) -> ComposeResult:
        """One page."""
        lines = [f"{one.shown:>4}  {one.name:<10} {one.about}" for one in KEYS]
        signs = "● live  ○ over  ! danger  » caller  … being said  ✂ not heard"
        with Vertical(id="help") as page:
            page.border_title = "keys"
            yield Static("\n".join(lines), markup=False)
            moves = "Enter opens a call; j and k move as the arrows do."
            yield Static(f"\n{signs}\n{moves}", markup=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
