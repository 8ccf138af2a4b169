# SPDX-License-Identifier: Apache-2.0
"""What was said: acts, their kinds, their one spelling, and which are permitted."""
