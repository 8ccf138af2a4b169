# SPDX-License-Identifier: Apache-2.0
"""Officers and posts: who fills what, what waits for a second officer, and who needs to know which dialogue.

Whoever enters an officer, hands a post over or brings a device does not confirm it; node/appointments.py decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comity.base.errors import Ours
from comity.node import admissions, appointments, officers, policy, posts
from comity.node.dialogues import Room, list_dialogues
from comity.node.national.models import Appointment, Officer, Post
from comity.node.policy import MEANING, RIGHTS
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.wording import say


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits, and whether this officer can confirm it."""

    row: Appointment
    post: Post | None
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """A dialogue, and the ministries that need to know it; none where it is open to every post that reads."""

    room: Room
    view: Perspective
    ministries: tuple[str, ...]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def officers_page(request: HttpRequest) -> HttpResponse:
    """Show posts and what waits, or change something."""
    officer = policy.require(officer_of(request), "appoint")
    if request.method == "POST":
        return attempt(request, lambda: _do(request, officer), back=request.path)
    rows = list(Post.objects.select_related("holder", "deputy").order_by("ministry", "title", "pk"))
    by_number = {post.pk: post for post in rows}
    named = admissions.by_dialogue()
    rooms = list_dialogues(officer) if policy.may(officer, "admit") else ()
    return show(
        request,
        "officers.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose for room in rooms],
        posts=rows,
        waiting=[
            Waiting(row, by_number.get(row.subject) if row.sort == appointments.POST else None,
                    appointments.may_confirm(officer, row))
            for row in appointments.waiting(officer)
        ],
        people=Officer.objects.filter(is_active=True).order_by("name"),
        circles=[Circle(room, Perspective.of(room), tuple(sorted(named.get(room.id, ())))) for room in rooms],
        ministries=sorted({post.ministry for post in rows} - {""}),
        rights=[(right, [right in rights for rights in RIGHTS.values()]) for right in MEANING],
        roles=tuple(RIGHTS),
    )  # fmt: skip


def _do(request: HttpRequest, officer: Officer) -> str:
    form = request.POST
    do = form.get("do", "")
    match do:
        case "confirm":
            appointments.confirm(officer, _number(request, "number"))
        case "refuse":
            appointments.refuse(officer, _number(request, "number"))
        case "enter":
            name, post = form.get("name", "").strip(), form.get("post", "").strip()
            if not name or not post or not form.getlist("role"):
                raise Ours("an officer has a name, a post and a role", hint="nothing was changed", code="form.empty")
            officers.add(
                name=name[:120], post=post[:200], roles=" ".join(form.getlist("role")),
                ministry=form.get("ministry", "").strip()[:200], by=officer,
            )  # fmt: skip
        case "hand-over":
            to = Officer.objects.filter(pk=_number(request, "to"), is_active=True).first()
            if to is None:
                raise Ours("there is no such officer", hint="nothing was changed", code="form.unknown")
            posts.hand_over(officer, _number(request, "post"), to)
        case "dismiss":
            gone = Officer.objects.filter(pk=_number(request, "to")).first()
            if gone is None or gone.pk == officer.pk:
                raise Ours("nobody lets themselves go", hint="nothing was changed", code="form.unknown")
            officers.dismiss(gone, officer)
        case "admit":
            admissions.admit(officer, form.get("dialogue", ""), form.get("ministry", "").strip())
        case "shut":
            admissions.shut(officer, form.get("dialogue", ""), form.get("ministry", "").strip())
        case _:
            raise Ours("the form asks for something unknown", hint="nothing was changed", code="form.unknown")
    messages.success(request, say(f"officers.did-{do}"))
    return request.path


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal():
        raise Ours("a field of the form is missing", hint="nothing was changed", code="form.empty")
    return int(value)
