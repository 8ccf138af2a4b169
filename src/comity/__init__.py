# SPDX-License-Identifier: Apache-2.0
"""The working record of a cyber dialogue between governments. Start at ARCHITECTURE.md."""
