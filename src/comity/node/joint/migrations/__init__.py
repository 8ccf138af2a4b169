# SPDX-License-Identifier: Apache-2.0
"""How the tables of this store came to be."""
