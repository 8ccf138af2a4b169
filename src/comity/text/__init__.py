# SPDX-License-Identifier: Apache-2.0
"""The negotiated text: wordings side by side, and the brackets between them."""
