#include "ckernels.h"

#include <stddef.h>

#define NEVER INT64_MAX

/* ---- Histograms */

size_t hk_time_bin(int64_t time) {
    const uint64_t t = (uint64_t)time;
    if (t < 256) return (size_t)t;
    const int shift = 56 - __builtin_clzll(t); /* leaves 128 ..< 256 */
    return (size_t)(shift * 128) + (size_t)(t >> shift);
}

int64_t hk_time_bin_begin(size_t bin) {
    if (bin < 256) return (int64_t)bin;
    const int shift = (int)(bin / 128) - 1;
    return (int64_t)((uint64_t)(bin - (size_t)shift * 128) << shift);
}

/* ---- Requests in service: a heap with four children a node, which are one cache line */

static void push_end(hk_request_queue *q, hk_service_end end) {
    hk_service_end *heap = q->ends;
    size_t at = q->in_service++;
    while (at > 0) {
        const size_t parent = (at - 1) / 4;
        if (heap[parent].time <= end.time) break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = end;
}

/* Puts `end` where the earliest was, then in order. */
static void replace_earliest(hk_request_queue *q, hk_service_end end) {
    hk_service_end *heap = q->ends;
    const size_t n = q->in_service;
    size_t at = 0;
    for (;;) {
        const size_t first = 4 * at + 1;
        if (first >= n) break;
        const size_t last = first + 4 < n ? first + 4 : n;
        size_t least = first;
        for (size_t child = first + 1; child < last; child++)
            least = heap[child].time < heap[least].time ? child : least;
        if (heap[least].time >= end.time) break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = end;
}

static void pop_earliest(hk_request_queue *q) {
    const hk_service_end last = q->ends[--q->in_service];
    if (q->in_service > 0) replace_earliest(q, last);
}

/* ---- Pods */

static void open_pod(hk_request_queue *q, uint64_t pod) {
    q->open[pod / 64] |= (uint64_t)1 << pod % 64;
    q->open_words[pod / 4096] |= (uint64_t)1 << pod / 64 % 64;
}

static void close_pod(hk_request_queue *q, uint64_t pod) {
    q->open[pod / 64] &= ~((uint64_t)1 << pod % 64);
    if (q->open[pod / 64] == 0) q->open_words[pod / 4096] &= ~((uint64_t)1 << pod / 64 % 64);
}

/* The first pod with a free place; there is one. */
static uint64_t first_open(const hk_request_queue *q) {
    size_t block = 0;
    while (q->open_words[block] == 0)
        block++;
    const size_t word = block * 64 + (size_t)__builtin_ctzll(q->open_words[block]);
    return word * 64 + (size_t)__builtin_ctzll(q->open[word]);
}

/* ---- Requests */

static void push_request(hk_request_ring *ring, hk_waiting_request request) {
    ring->requests[(ring->head + ring->length++) & ring->mask] = request;
}

static hk_waiting_request pop_request(hk_request_ring *ring) {
    const hk_waiting_request request = ring->requests[ring->head];
    ring->head = (ring->head + 1) & ring->mask;
    ring->length--;
    return request;
}

static void record(hk_request_queue *q, int64_t arrival, int64_t start, int64_t end, hk_outcome outcome) {
    if (q->records) q->records[q->recorded++] = (hk_request_record){arrival, start, end, outcome};
}

/* The books of a service that begins now in a pod. Returns when it ends. */
static int64_t begin_service(hk_request_queue *q, hk_waiting_request request, uint64_t pod) {
    const int64_t now = q->now, end = now + request.service, response = end - request.first, wait = now - request.since;
    hk_request_counts *counts = &q->counts;
    const bool late = response > q->objective;
    counts->served++;
    counts->late += late;
    counts->response += (double)response;
    if (response > counts->longest_response) counts->longest_response = response;
    q->responses[hk_time_bin(response)]++;
    q->meter.started++;
    q->meter.late += late;
    bool cold = false;
    if (wait > 0) {
        counts->waited++;
        counts->wait += (double)wait;
        if (wait > counts->longest_wait) counts->longest_wait = wait;
        q->waits[hk_time_bin(wait)]++;
        cold = q->ready_since[pod] > request.since;
        if (cold) {
            counts->cold++;
            counts->cold_wait += (double)wait;
        }
    }
    record(q, request.first, now, end, cold ? HK_SERVED_COLD : HK_SERVED);
    return end;
}

/* An attempt failed now: it tries again, or that was the last. */
static void fail(hk_request_queue *q, hk_waiting_request request, hk_outcome outcome) {
    if (request.attempts < q->retries) {
        request.attempts++;
        request.since = q->now + q->retry_delay;
        push_request(&q->retrying, request);
        return;
    }
    if (outcome == HK_DROPPED)
        q->counts.dropped++;
    else
        q->counts.timed_out++;
    q->meter.late++;
    record(q, request.first, q->now, q->now, outcome);
}

/* Gives a place of an open pod to a request. */
static void occupy(hk_request_queue *q, uint64_t pod, hk_waiting_request request) {
    push_end(q, (hk_service_end){begin_service(q, request, pod), pod});
    q->in_pods++;
    if (++q->busy[pod] == q->concurrency) close_pod(q, pod);
}

static void arrive(hk_request_queue *q, hk_waiting_request request) {
    q->meter.offered++;
    if (q->in_pods < (uint64_t)q->pods * q->concurrency) {
        occupy(q, first_open(q), request);
    } else if (q->line.length < q->line_limit) {
        push_request(&q->line, request);
        if (q->line.length > q->meter.longest_line) q->meter.longest_line = q->line.length;
    } else {
        fail(q, request, HK_DROPPED);
    }
}

/* The earliest service ends. */
static void finish(hk_request_queue *q) {
    const uint64_t pod = q->ends[0].pod;
    if (pod >= HK_DRAINING) {
        if (--q->draining_busy[pod - HK_DRAINING] == 0) q->draining--;
        pop_earliest(q);
    } else if (q->line.length > 0) {
        replace_earliest(q, (hk_service_end){begin_service(q, pop_request(&q->line), pod), pod});
    } else {
        if (q->busy[pod]-- == q->concurrency) open_pod(q, pod);
        q->in_pods--;
        pop_earliest(q);
    }
}

hk_queue_stop hk_request_queue_run(hk_request_queue *q, const int64_t *arrivals, const int64_t *services, size_t n, size_t *next,
                                   int64_t until) {
    size_t i = *next;
    hk_queue_stop stop = HK_QUEUE_REACHED;
    for (;;) {
        const int64_t fresh = i < n ? arrivals[i] : NEVER;
        const int64_t again = q->retrying.length > 0 ? q->retrying.requests[q->retrying.head].since : NEVER;
        const int64_t arrival = again < fresh ? again : fresh;
        const int64_t end = q->in_service > 0 ? q->ends[0].time : NEVER;
        int64_t expiry = NEVER;
        if (q->line.length > 0 && q->timeout != NEVER) expiry = q->line.requests[q->line.head].since + q->timeout;
        int64_t time = end < arrival ? end : arrival;
        if (expiry < time) time = expiry;
        if (time >= until) break;
        const double passed = (double)(time - q->now);
        q->meter.busy += (double)q->in_pods * passed;
        q->meter.waiting += (double)q->line.length * passed;
        q->now = time;
        if (end == time) {
            finish(q);
        } else if (expiry == time) {
            fail(q, pop_request(&q->line), HK_TIMED_OUT);
        } else {
            if (again < fresh) {
                q->counts.retried++;
                arrive(q, pop_request(&q->retrying));
            } else {
                q->counts.arrived++;
                const int64_t service = services[i++];
                arrive(q, (hk_waiting_request){fresh, fresh, service, 0});
            }
            if (q->wakes && q->pods == 0 && q->line.length > 0) {
                stop = HK_QUEUE_WAKES;
                until = time;
                break;
            }
        }
    }
    *next = i;
    if (until != NEVER) {
        const double passed = (double)(until - q->now);
        q->meter.busy += (double)q->in_pods * passed;
        q->meter.waiting += (double)q->line.length * passed;
        q->now = until;
    }
    return stop;
}

void hk_request_queue_add_pod(hk_request_queue *q) {
    const uint64_t pod = q->pods++;
    q->busy[pod] = 0;
    q->ready_since[pod] = q->now;
    open_pod(q, pod);
    while (q->line.length > 0 && q->busy[pod] < q->concurrency)
        occupy(q, pod, pop_request(&q->line));
}

void hk_request_queue_remove_pod(hk_request_queue *q) {
    const uint64_t pod = --q->pods;
    if (q->busy[pod] < q->concurrency) close_pod(q, pod);
    if (q->busy[pod] == 0) return;
    uint64_t place = 0;
    while (q->draining_busy[place] != 0)
        place++;
    q->draining_busy[place] = q->busy[pod];
    q->draining++;
    q->in_pods -= q->busy[pod];
    for (size_t i = 0; i < q->in_service; i++)
        if (q->ends[i].pod == pod) q->ends[i].pod = HK_DRAINING + place;
}
