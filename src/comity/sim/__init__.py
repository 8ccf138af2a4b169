# SPDX-License-Identifier: Apache-2.0
"""Several nodes, couriers and an adversary in one process, the same each time from one seed (see run.py)."""
