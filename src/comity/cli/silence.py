# SPDX-License-Identifier: Apache-2.0
"""Silence that counts as acceptance: `silence rule`, `start`, `extend`, `stop`, `break`, `show`.

Each of them but `show` proposes, like anyone else; another officer releases it. What runs out, and when, is chosen
here from working hours of every capital; the act holds the exact instants.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.base.errors import Ours
from comity.base.names import instant, is_name, moment
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, JsonOption, TokenOption, home_path, put_json, put_table, say, token_of
from comity.node.home import Home

if TYPE_CHECKING:
    from comity.node.desk import Intent
    from comity.node.dialogues import Room
    from comity.node.silence import Limit
    from comity.record.dialogue import Procedure, Version

DialogueArgument = Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id.")]
VersionArgument = Annotated[str, typer.Argument(help="The version, or the beginning of its name.")]
HoursOption = Annotated[int, typer.Option("--working-hours", help="So many working hours of every capital.")]
UntilOption = Annotated[str, typer.Option(help="Or exactly until: 2027-03-08T12:00:00Z.")]
WithinOption = Annotated[int, typer.Option("--seen-within", help="Hours in which it must have been seen.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    silence = typer.Typer(help="Silence that counts as acceptance, under a joint rule.")
    silence.command("rule", epilog=_EXAMPLES["rule"])(rule)
    silence.command("start", epilog=_EXAMPLES["start"])(start)
    silence.command("extend", epilog=_EXAMPLES["extend"])(extend)
    silence.command("stop", epilog=_EXAMPLES["stop"])(stop)
    silence.command("break", epilog=_EXAMPLES["break"])(break_)
    silence.command("show", epilog=_EXAMPLES["show"])(show)
    app.add_typer(silence, name="silence", no_args_is_help=True)


def rule(
    dialogue: DialogueArgument,
    kinds: Annotated[str, typer.Option(help="The kinds it is for, with spaces between.")] = "paragraph finding",
    hours: Annotated[int, typer.Option(help="The least hours between seen and run out.")] = 72,
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Propose a silence rule; it holds when every party has accepted it."""
    from comity.acts.act import Verb
    from comity.node.desk import Intent

    room = _room(home, dialogue)
    propose(home, token, room, Intent(Verb.TABLE, "silence_rule", structure={"kinds": kinds.split(), "hours": hours}))


def start(
    dialogue: DialogueArgument,
    version: VersionArgument,
    working_hours: HoursOption = 0,
    until: UntilOption = "",
    seen_within: WithinOption = 24,
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Propose that silence on a version counts as acceptance.

    Whoever has not seen it in time, or breaks silence, accepts nothing.
    """
    room = _room(home, dialogue)
    from comity.node import silence

    found = _version(room, version)
    chosen = _limit(room, found, working_hours, until, seen_within)
    propose(home, token, room, silence.start(found, chosen))


def extend(
    dialogue: DialogueArgument,
    version: VersionArgument,
    working_hours: HoursOption = 0,
    until: UntilOption = "",
    seen_within: WithinOption = 24,
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Propose to put the expiry of our procedure off."""
    room = _room(home, dialogue)
    from comity.node import silence

    found = _version(room, version)
    chosen = _limit(room, found, working_hours, until, seen_within)
    propose(home, token, room, silence.extend(_procedure(room, found), chosen))


def stop(
    dialogue: DialogueArgument, version: VersionArgument, token: TokenOption = None, home: HomeOption = None
) -> None:
    """Propose to take our procedure back."""
    room = _room(home, dialogue)
    from comity.node import silence

    propose(home, token, room, silence.stop(_procedure(room, _version(room, version))))


def break_(
    dialogue: DialogueArgument,
    version: VersionArgument,
    reason: Annotated[str, typer.Option(help="Why; the other side reads it.")],
    language: Annotated[str, typer.Option(help="The language of the reason.")] = "en",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Propose to break silence: a reservation with its reason, released before the expiry."""
    room = _room(home, dialogue)
    from comity.node import silence

    propose(home, token, room, silence.break_(_version(room, version), {language: reason}))


def show(dialogue: DialogueArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the procedures of a dialogue: until when, and how each party stands in them."""
    import msgspec

    room = _room(home, dialogue)
    found = room.dialogue.silences
    if as_json:
        put_json(msgspec.to_builtins(found))
        return
    put_table(("version", "by", "until", "standing", "parties"), [
        (
            p.about[:12], p.starter, f"{p.expiry} ({_capitals(room, p.expiry)})", p.standing.value,
            ", ".join(f"{a.party} {a.state.value}" for a in p.answers),
        )
        for p in found
    ])  # fmt: skip


def _room(home: Path | None, dialogue: str) -> Room:
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    from comity.cli.choose import choose_dialogue
    from comity.node.dialogues import room_of

    return room_of(choose_dialogue(dialogue))


def _version(room: Room, beginning: str) -> Version:
    versions = [v for thing in room.dialogue.objects.values() for v in thing.versions]
    found = [v for v in versions if v.id.startswith(beginning)]
    if len(found) != 1:
        raise Ours(f"{len(found)} versions begin with {beginning!r}", hint="`comity show DIALOGUE` lists them")
    return found[0]


def _procedure(room: Room, version: Version) -> Procedure:
    from comity.node import silence

    procedure = silence.procedure_on(room.dialogue, version.id)
    if procedure is None:
        raise Ours(f"no silence runs on {version.id[:12]}", hint="`comity silence show DIALOGUE` lists what does")
    return procedure


def _limit(room: Room, version: Version, hours: int, until: str, within: int) -> Limit:
    from comity.node import silence

    if bool(hours) == bool(until):
        raise Ours("one of --working-hours and --until is wanted", hint="nothing was proposed")
    if until and not is_name("instant", until):
        raise Ours(f"{until!r} is no instant", hint="such as 2027-03-08T12:00:00Z; nothing was proposed")
    least = silence.least_hours(room.dialogue, version.kind) or 0
    end = moment(until) if until else None
    chosen = silence.limit(room, hours=hours, until=end, seen_within=within, least=least)
    say(f"to be seen by {instant(chosen.first_instant)}")
    say(f"runs out {instant(chosen.expiry)}: {_capitals(room, instant(chosen.expiry))}")
    for party, days in chosen.holidays.items():
        if days:
            say(f"note: holidays of {party} within it: {', '.join(map(str, days))}")
    return chosen


def _capitals(room: Room, at: str) -> str:
    from zoneinfo import ZoneInfo

    local = {party: moment(at).astimezone(ZoneInfo(zone)) for party, zone in sorted(room.zones.items())}
    return ", ".join(f"{time:%Y-%m-%d %H:%M} {party}" for party, time in local.items())


def propose(home: Path | None, token: Path | None, room: Room, intent: Intent) -> None:
    """Lay an act before the running node as a proposal of the officer whose token it is."""
    body: dict[str, Any] = {
        "dialogue": room.id, "verb": intent.verb.value, "kind": intent.kind, "object": intent.object,
        "version": intent.version, "supersedes": intent.supersedes, "structure": dict(intent.structure),
    }  # fmt: skip
    if intent.words is not None:
        body["words"] = dict(intent.words)
    answer = NodeClient.of(home_path(home), token_of(token)).post("proposals", body)
    print(f"proposal {answer['id']}: {intent.verb} {intent.kind.replace('_', ' ')}; another officer releases it")


_WHERE = "--home alba --token ana.token 0f5c8a61"
_EXAMPLES = {
    "rule": f"Example:  comity silence rule {_WHERE} --kinds 'paragraph finding' --hours 72",
    "start": f"Example:  comity silence start {_WHERE} 41c0a9 --working-hours 27",
    "extend": f"Example:  comity silence extend {_WHERE} 41c0a9 --until 2027-03-12T12:00:00Z",
    "stop": f"Example:  comity silence stop {_WHERE} 41c0a9",
    "break": f"Example:  comity silence break {_WHERE} 41c0a9 --reason 'wait for the capital'",
    "show": "Example:  comity silence show --home alba 0f5c8a61",
}
