# SPDX-License-Identifier: Apache-2.0
"""The only room with clock, disk, network, database, secrets and processes."""
