# SPDX-License-Identifier: Apache-2.0
"""The joint store: the logs of all parties as we hold them, and the payloads that belong to them."""
