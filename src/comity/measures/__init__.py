# SPDX-License-Identifier: Apache-2.0
"""Confidence measures: checks, consultations and the clocks that go with them."""
