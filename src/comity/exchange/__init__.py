# SPDX-License-Identifier: Apache-2.0
"""What crosses our border to another party's node: introduction, road, gate."""
