"""`./xf corpus [DIR]`: measure the plan compiler on a folder of annotated fragments."""

import sys

from xianfeng.compiler.measure import corpus_main

if __name__ == "__main__":
    sys.exit(corpus_main(sys.argv[1:]))
