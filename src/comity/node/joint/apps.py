# SPDX-License-Identifier: Apache-2.0
"""The joint store as Django knows it."""

from django.apps import AppConfig


class JointConfig(AppConfig):
    """The joint store."""

    name = "comity.node.joint"
    label = "joint"
