# SPDX-License-Identifier: Apache-2.0
"""Bytes, names, errors: what every room stands on."""
