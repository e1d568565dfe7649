/* Floats as words of BF16 numbers, for one instance of a family's vector source; after vector.h. */
#define v_round HK_(v_round)
#define v_pack HK_(v_pack)

/* The words of 16 floats: 8 of them. */
V_INLINE __m256i v_round(vf x) { return (__m256i)_mm512_cvtneps_pbh((__m512)x); }

/* Words of the numbers of two vectors, those of `first` in the lower halves. */
V_INLINE vf v_pack(vf first, vf second) {
    const vu low = (vu)_mm512_cvtepu16_epi32(v_round(first)), high = (vu)_mm512_cvtepu16_epi32(v_round(second));
    return (vf)(low | high << 16);
}
