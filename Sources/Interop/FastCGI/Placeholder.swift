internal import CFastCGI
