"""The random numbers of Sources/Tensors/RandomStream.swift, for golden values that depend on a draw.

A stream is named by a seed, a purpose and an index. Philox4x32-10 (Salmon et al., SC 2011) turns its position into bits: the key is
the seed, the high half of the counter a hash of the name (FNV-1a, then SplitMix64's finaliser, twice), the low half counts blocks of
two numbers of 64 bits.
"""

WORD, LONG = (1 << 32) - 1, (1 << 64) - 1


def philox(counter, key):
    """Four words from a counter of four and a key of two."""
    (x0, x1, x2, x3), (k0, k1) = counter, key
    for _ in range(10):
        a, b = x0 * 0xD2511F53, x2 * 0xCD9E8D57
        x0, x1, x2, x3 = b >> 32 ^ x1 ^ k0, b & WORD, a >> 32 ^ x3 ^ k1, a & WORD
        k0, k1 = k0 + 0x9E3779B9 & WORD, k1 + 0xBB67AE85 & WORD
    return x0, x1, x2, x3


# Known answers of Random123, the authors' own library.
assert philox((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
assert philox((WORD,) * 4, (WORD,) * 2) == (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)


def mix(value):
    """One step of SplitMix64."""
    z = value + 0x9E3779B97F4A7C15 & LONG
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & LONG
    z = (z ^ z >> 27) * 0x94D049BB133111EB & LONG
    return z ^ z >> 31


class RandomStream:
    def __init__(self, seed, purpose, index=0):
        name = 0xCBF29CE484222325
        for byte in purpose.encode():
            name = (name ^ byte) * 0x100000001B3 & LONG
        self.key = (seed & WORD, seed >> 32)
        self.stream = mix(mix(name) + index & LONG)
        self.position = 0

    def next(self):
        """64 random bits."""
        block = self.position >> 1
        words = philox((block & WORD, block >> 32, self.stream & WORD, self.stream >> 32), self.key)
        half = 2 * (self.position & 1)
        self.position += 1
        return words[half] | words[half + 1] << 32

    def int_below(self, bound):
        """Uniform on 0..<bound (Lemire, ACM TOMACS 2019)."""
        while True:
            product = self.next() * bound
            if product & LONG >= (LONG + 1 - bound) % bound:
                return product >> 64

    def shuffle(self, elements):
        """Fisher and Yates, from the end."""
        for last in range(len(elements) - 1, 0, -1):
            other = self.int_below(last + 1)
            elements[last], elements[other] = elements[other], elements[last]
