# SPDX-License-Identifier: Apache-2.0
"""Texts on paper and back: `text export` writes DOCX, ODT or PDF, `text import` proposes what came back in a DOCX.

Export reads the node's own record. Import speaks to the running node as the officer whose token it is, and has no way
of its own around the second officer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.base.errors import ComityError, Ours
from comity.cli.talk import HomeOption, JsonOption, TokenOption, home_path, put_json, say, token_of
from comity.formats.kinds_of_file import Format, View
from comity.node.home import Home

if TYPE_CHECKING:
    from comity.formats.returned import Returned
    from comity.node.dialogues import Room
    from comity.record.dialogue import Object

DialogueArgument = Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id.")]
TextArgument = Annotated[str, typer.Argument(help="The text, or the beginning of its id.")]
LanguageOption = Annotated[str, typer.Option(help="The language  [default: the first with something open]")]
MarkingOption = Annotated[str, typer.Option(help="The TLP label  [default: the text's own, else TLP:AMBER]")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    text = typer.Typer(help="Whole texts: on paper and back, up the ladder, and to the public.")
    text.command("export", epilog=_EXAMPLES["export"])(export)
    text.command("import", epilog=_EXAMPLES["import"])(import_)
    from comity.cli import text_more, whole

    whole.add_to(text)
    text_more.add_to(text)
    app.add_typer(text, name="text", no_args_is_help=True)


def export(
    dialogue: DialogueArgument,
    text: TextArgument,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    format_: Annotated[Format, typer.Option("--format", help="The kind of file.")] = Format.DOCX,
    view: Annotated[
        View | None, typer.Option(help="For PDF  [default: bracketed while anything is open, else fair]")
    ] = None,
    language: LanguageOption = "",
    beside: Annotated[str, typer.Option(help="For --view bilingual: the language on the right.")] = "",
    marking: MarkingOption = "",
    whose: Annotated[str, typer.Option("--for", help="For a fair copy: the party named first  [default: ours]")] = "",
    home: HomeOption = None,
) -> None:
    """Write a text as a file: our copy of it, with our party named first.

    A DOCX holds every party's wording as tracked changes under its name. A fair copy holds what is agreed, with the
    proof attached. The marking and the purpose stand on every page.
    """
    room, thing = find(home, dialogue, text)
    from comity.node.text import working_copy
    from comity.node.text_file import file_of

    copy = working_copy(room, thing, language=language, marking=marking)
    from comity.node import trail
    from comity.node.marking import require_exit

    marked = str(require_exit(copy.marking, "print" if format_ == "pdf" else "file"))
    out.write_bytes(file_of(room, thing, copy, format_, view, beside, whose))
    trail.left(trail.SHELL, "file", to=out.name, dialogue=room.id, thing=f"text {thing.id} {format_}", marking=marked)
    still_open = sum(not p.agreed for p in copy.passages)
    say(f"wrote {out}: {len(copy.passages)} paragraphs in {copy.language}, {still_open} not agreed, {copy.marking}")


def import_(
    dialogue: DialogueArgument,
    text: TextArgument,
    file: Annotated[Path, typer.Argument(help="A DOCX that `text export` wrote, and somebody changed.")],
    take: Annotated[
        list[str] | None, typer.Option(help="Bring this author's words as ours, though it is another party's name.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Say what would be proposed, and propose nothing.")] = False,
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose what came back in a changed DOCX; another officer releases each proposal.

    Each changed paragraph becomes a wording for our side to table, with the name of who changed it. What cannot be kept
    is named with its place, and then nothing is proposed.
    """
    from comity.cli.client import NodeClient
    from comity.formats.returned import returned
    from comity.node.confined import read_confined

    secret = "" if check else token_of(token)
    document = read_confined(_read(file))
    room, thing = find(home, dialogue, text)
    from comity.node.text import working_copy
    from comity.node.text_return import intents

    copy = working_copy(room, thing, language=document.facts.get("comity-language", ""))
    found = returned(copy, document, take=frozenset(take or ()))
    _tell(found, file)
    bodies = intents(room, thing, copy, found)
    made = [] if check else list(_propose(NodeClient.of(home_path(home), secret), bodies))
    if as_json:
        put_json({"would_propose" if check else "proposed": bodies if check else made})
    for number, body in enumerate(bodies):
        line = f"{body['verb']} paragraph: {body['note']}"
        if not as_json:
            print(line if check else f"proposal {made[number]['id']}: {line}; another officer releases it")
    if not bodies:
        say("nothing in the file is new; nothing was proposed")


def find(home: Path | None, dialogue: str, text: str, *, kind: str = "text") -> tuple[Room, Object]:
    """Open a dialogue of the node in a home, and find a text (or another thing) in it."""
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    from comity.cli.choose import choose_dialogue
    from comity.node.dialogues import room_of
    from comity.node.text import find_text

    room = room_of(choose_dialogue(dialogue))
    return room, find_text(room, text, kind)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Ours(f"the file {file} cannot be read: {error.strerror}", hint="nothing was proposed") from error


def _tell(found: Returned, file: Path) -> None:
    """Say everything that becomes no proposal; raise Ours where something would be lost."""
    for unkept in found.noted:
        say(f"note: {unkept}")
    for comment in found.comments:
        say(f"comment, not brought in: {comment}")
    for objection in found.objections:
        say(f"{objection.author} strikes out what {objection.of} proposes (“{objection.words.strip()}”): reserve it")
    for unkept in found.refused:
        say(f"cannot be kept: {unkept}")
    if found.refused:
        first = found.refused[0]
        raise Ours(
            f"{len(found.refused)} thing(s) in {file} cannot be kept; first: {first}",
            hint="nothing was proposed; take them out of the file, or say them at the table",
            code="formats.unkept",
        )


def _propose(node: Any, bodies: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Propose all, or none: where one is refused, those before it are withdrawn."""
    made: list[int] = []
    for body in bodies:
        try:
            answer = node.post("proposals", body)
        except ComityError:
            for number in made:
                node.post(f"proposals/{number}/refuse", {"reason": "the file could not be brought in whole"})
            raise
        made.append(answer["id"])
        yield answer


_EXAMPLES = {
    "export": "Example:  comity text export --home alba 0f5c8a61 77ab30c4 --format docx --out communique.docx",
    "import": "Example:  comity text import --home alba --token ana.token 0f5c8a61 77ab30c4 communique.docx",
}
