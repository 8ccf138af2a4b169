# SPDX-License-Identifier: Apache-2.0
"""From a published communiqué to a draft account of a round."""
