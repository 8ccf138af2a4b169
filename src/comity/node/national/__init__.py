# SPDX-License-Identifier: Apache-2.0
"""The national file: officers, proposals, approvals, mandates, readings. None of it ever leaves the node."""
