# SPDX-License-Identifier: Apache-2.0
"""The national file as Django knows it."""

from django.apps import AppConfig


class NationalConfig(AppConfig):
    """The national file."""

    name = "comity.node.national"
    label = "national"
