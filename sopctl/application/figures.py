"""The figures of the overview: how much there is of everything that the quality office keeps an eye on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sopctl.application.distribution import print_lists, readership
from sopctl.application.distribution.readership import Share
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports.outbox import UNDELIVERABLE
from sopctl.application.queries.readers import Reader
from sopctl.application.release import referencing
from sopctl.application.release.orders import live_reaffirmations
from sopctl.application.release.withdrawal import waiting
from sopctl.application.requests import views as request_views
from sopctl.application.review import overview
from sopctl.application.review.overview import Overview
from sopctl.application.upkeep import due
from sopctl.application.upkeep.due import Review
from sopctl.domain.prints import PrintState
from sopctl.domain.requests import RequestState
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day, be_year

STEPS = (State.DRAFT, State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL, State.APPROVED)


@dataclass(frozen=True)
class Figures:
    """Everything counted, as it is now. Each figure is the length of the list that its page shows.

    ``due`` are reviews due within sixty days, without those ``overdue``. ``orders`` are withdrawals and
    reviews that wait for a signature. ``announcements`` are this Buddhist year's. ``flags`` are references
    that changed and that nobody has looked at. ``overview`` and ``reviews`` are the lists behind the figures.
    """

    overview: Overview
    reviews: tuple[Review, ...]
    steps: Mapping[State, int]
    requests: Mapping[RequestState, int]
    orders: int
    prints_out: int
    prints_to_recall: int
    flags: int
    announcements: int
    undeliverable: int
    reading: Share

    @property
    def in_force(self) -> int:
        """Documents in force today."""
        return self.overview.in_force

    @property
    def scheduled(self) -> int:
        """Versions that come into force on a later day."""
        return len(self.overview.scheduled)

    @property
    def overdue(self) -> int:
        """Reviews whose day has passed."""
        return sum(review.overdue for review in self.reviews)

    @property
    def due(self) -> int:
        """Reviews due soon."""
        return len(self.reviews) - self.overdue

    def facts(self) -> dict[str, int]:
        """The figures alone, by name."""
        return {
            "in_force": self.in_force,
            "scheduled": self.scheduled,
            **{state.value: count for state, count in self.steps.items()},
            "review_due": self.due,
            "review_overdue": self.overdue,
            "orders_to_sign": self.orders,
            "prints_out": self.prints_out,
            "prints_to_recall": self.prints_to_recall,
            **{f"requests_{state.value}": count for state, count in self.requests.items()},
            "references_to_look_at": self.flags,
            "announcements_this_year": self.announcements,
            "messages_undeliverable": self.undeliverable,
            "reading_asked": self.reading.must,
            "reading_done": self.reading.done,
            "reading_late": self.reading.late,
        }


def figures(library: Library, actor: Actor) -> Figures:
    """All of them, for the quality office and auditors. Raises NotAllowedError for others."""
    found = overview.overview(library, actor)
    with library.reading() as uow:
        reader = Reader(person_of(uow, actor))
        day = bangkok_day(library.clock())
        announced = sum(made.year == be_year(day) for made in uow.announcements.all())
        undeliverable = uow.outbox.count(UNDELIVERABLE)
        orders = len(waiting(library, uow, day)) + len(live_reaffirmations(uow, day))
    asked = [view.state for view in request_views.every_request(library, actor)]
    prints = print_lists.print_list(library, actor).counts
    standing = [item.version.state for item in found.in_work]
    return Figures(
        overview=found,
        reviews=due.due_reviews(library, reader),
        steps={state: standing.count(state) for state in STEPS},
        requests={state: asked.count(state) for state in request_views.OPEN},
        orders=orders,
        prints_out=prints[PrintState.OUT],
        prints_to_recall=prints[PrintState.TO_RECALL],
        flags=len(referencing.open_flags(library, actor)),
        announcements=announced,
        undeliverable=undeliverable,
        reading=readership.completion(library, actor).all,
    )
