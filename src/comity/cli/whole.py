# SPDX-License-Identifier: Apache-2.0
"""A whole text from the terminal: `text ladder`, `milestone`, `publish`, `compare`.

`milestone` and `publish` propose, like anyone else, and name the exact versions that stand; another officer releases
it, and it holds when every party has accepted it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.base.names import is_name
from comity.cli.silence import propose
from comity.cli.talk import HomeOption, JsonOption, TokenOption, put_json, put_table, read_bytes
from comity.cli.text import DialogueArgument, TextArgument, find

LanguageOption = Annotated[str, typer.Option(help="The language, such as fr.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to `comity text`."""
    app.command("ladder", epilog=_EXAMPLES["ladder"])(ladder)
    app.command("milestone", epilog=_EXAMPLES["milestone"])(milestone)
    app.command("publish", epilog=_EXAMPLES["publish"])(publish)
    app.command("compare", epilog=_EXAMPLES["compare"])(compare)


def ladder(
    dialogue: DialogueArgument, text: TextArgument, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Say how far each language of a text is, and what stands in the way of a release."""
    import msgspec

    room, thing = find(home, dialogue, text)
    from comity.record.ladder import ladders
    from comity.record.release import hindrances_to, whole

    found = ladders(room.dialogue, thing.id)
    held_back = hindrances_to(room.dialogue, whole(room.dialogue, thing.id))
    if as_json:
        put_json(msgspec.to_builtins({"ladders": found, "hindrances": held_back}))
        return
    put_table(("language", "status", "milestone", "in brackets", "void since"), [
        (
            each.side.language, each.side.status, each.stage, str(len(each.side.open)),
            ", ".join(f"{step.stage}: {len(step.changed)} changed" for step in each.steps if step.void) or "-",
        )
        for each in found
    ])  # fmt: skip
    for h in held_back:
        print(f"in the way of a release: {h.code} {h.about[:12]}{f' ({h.language})' if h.language else ''}")


def milestone(
    dialogue: DialogueArgument,
    text: TextArgument,
    reached: Annotated[str, typer.Argument(help="stabilised, initialled or adopted.")],
    language: LanguageOption,
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Propose that a text in one language is stabilised, initialled or adopted, just as it stands."""
    room, thing = find(home, dialogue, text)
    from comity.node.whole import milestone_intent

    propose(home, token, room, milestone_intent(room, thing, language, reached))


def publish(
    dialogue: DialogueArgument,
    text: TextArgument,
    not_before: Annotated[str, typer.Option(help="The hour, in UTC: 2027-03-05T15:00:00Z  [default: at once]")] = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Propose the joint release of a text: all of it, in every language, from the hour named.

    When every party has accepted it, each node publishes by itself at that hour, and not before.
    """
    if not_before and not is_name("instant", not_before):
        raise Ours(f"{not_before!r} is no instant", hint="such as 2027-03-05T15:00:00Z; nothing was proposed")
    room, thing = find(home, dialogue, text)
    from comity.node.whole import release_intent

    propose(home, token, room, release_intent(room, thing, not_before))


def compare(
    dialogue: DialogueArgument,
    text: TextArgument,
    language: LanguageOption,
    file: Annotated[
        Path | None, typer.Argument(help="What a side published: text, HTML, PDF or DOCX.", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option(help="The party that published it; its own copy is taken first.")] = "",
    portal: Annotated[str, typer.Option(help="Read it back from this party's portal (portals in node.json).")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare what a side really published with what was agreed, paragraph by paragraph.

    Exit code 0 where it is the same, 1 where it is not. Nothing is kept; the desk keeps what it is given.
    """
    if (file is None) is not bool(portal):
        raise Ours("give a file, or --portal", hint="one of the two; nothing was compared")
    room, thing = find(home, dialogue, text)
    from comity.node import parse, published

    if portal:
        words = published.words_of(published.fetch(room, thing.id, language, portal)[1])
    else:
        assert file is not None
        words = parse.parse(read_bytes(file)).text
    made = published.compared(room, thing, language, words, by or portal)
    found = made.comparison
    if as_json:
        import msgspec

        put_json({"same": found.same, "left_out": found.left_out, "added": found.added, "copy_of": made.copy_of,
                  "paragraphs": msgspec.to_builtins(found.rows)})  # fmt: skip
    else:
        for row in found.rows:
            print(f"{row.number or '-':>3}  {row.verdict.replace('_', ' ')}")
            for before, after in row.differences if row.verdict != "moved" else ():
                print(f"     agreed: [{before or '—'}]  published: [{after or '—'}]")
        if made.copy_of:
            print(f"compared with the copy of {made.copy_of}")
        if found.same:
            print("the same, word for word")
        else:
            print(f"{found.left_out} word(s) of the agreed text are not there, {found.added} are not agreed")
    if not found.same:
        raise typer.Exit(1)


_WHERE = "--home alba 0f5c8a61 77ab30c4"
_EXAMPLES = {
    "ladder": f"Example:  comity text ladder {_WHERE}",
    "milestone": f"Example:  comity text milestone --token ana.token {_WHERE} initialled --language fr",
    "publish": f"Example:  comity text publish --token ana.token {_WHERE} --not-before 2027-03-05T15:00:00Z",
    "compare": f"Example:  comity text compare {_WHERE} --language ru published-by-boria.html --by XB",
}
