# SPDX-License-Identifier: Apache-2.0
"""Acts to Dialogue: the pure fold, all that anybody sees."""
