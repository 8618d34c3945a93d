"""Runs a program to its end."""

import subprocess


def output(*command):
    """What it writes; raises with its complaint when it fails."""
    words = [str(word) for word in command]
    answer = subprocess.run(words, capture_output=True, text=True)
    if answer.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: status {answer.returncode}\n{answer.stdout}{answer.stderr}")
    return answer.stdout
