"""A person who is to be deleted, among the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shared.accounts.model import Account
from shared.accounts.service import Accounts
from shared.data_protection.erasure import Position
from shared.data_protection.finds import Fate, Find
from shared.data_protection.marks import Marks
from shared.errors import Conflict

PLACE = "accounts.account"


class AccountsEraser(Position):
    """Implements ``shared.data_protection.erasure.Eraser``."""

    def __init__(self, accounts: Accounts) -> None:
        super().__init__(accounts.database, "accounts")
        self._accounts = accounts

    def find(self, marks: Marks) -> Sequence[Find]:
        """See the port. The last administrator stays: nobody could log in any more."""
        accounts = self._accounts.all()
        admins = [one for one in accounts if one.role == "admin" and one.active]
        return [
            Find(
                PLACE,
                str(account.id),
                "",
                fate=Fate.STAYS if [account] == admins else Fate.REMOVED,
            )
            for account in self._of(marks)
        ]

    def addresses(self, marks: Marks) -> Iterable[str]:
        """See the port."""
        return [account.email for account in self._of(marks) if marks.is_name(account.name)]

    def erase(self, marks: Marks) -> int:
        """See the port."""
        done = 0
        for account in self._of(marks):
            try:
                self._accounts.remove(account.id)
            except Conflict:
                # Somebody else must be made administrator first; the page says so before.
                continue
            done += 1
        return done

    def _of(self, marks: Marks) -> Iterator[Account]:
        for account in self._accounts.all():
            earlier = marks.since(account.created_at)
            if earlier.is_address(account.email) or earlier.found_in(account.name):
                yield account
