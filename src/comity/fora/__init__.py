# SPDX-License-Identifier: Apache-2.0
"""Fora, where states speak with many others: their mandates, sessions, successors and outcomes, with sources."""
