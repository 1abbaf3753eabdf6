"""The whole path in a real browser, through the gateway of the composed stack."""

from __future__ import annotations

import pytest

from tests.journeys.walk import Walk

pytestmark = [pytest.mark.compose, pytest.mark.slow]


def test_the_whole_path_through_the_gateway(stack, chromium, tmp_path):
    account = (stack.admin, stack.password)
    walk = Walk(chromium, stack.url, account, stack.letters, tmp_path)
    walk.everything()
    walk.close()
