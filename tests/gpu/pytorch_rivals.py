# SPDX-License-Identifier: Apache-2.0
"""PyTorch's own speed beside ours: matrix product, copy and attention, on uniform data, by events.

One JSON object a line: {"case", "median_s", "tflop_per_s" or "tbyte_per_s"}. Needs a GPU and PyTorch.
"""
import json
import statistics

import torch

SAMPLES = 30
WARM_UP_S = 1.0


def elapsed_s(run, launches):
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    begin.record()
    for _ in range(launches):
        run()
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) * 1e-3 / launches


def median_s(run):
    each_s = max(elapsed_s(run, 3), 1e-6)
    launches = max(1, round(0.01 / each_s))
    for _ in range(max(1, round(WARM_UP_S / (each_s * launches)))):
        elapsed_s(run, launches)
    return statistics.median(elapsed_s(run, launches) for _ in range(SAMPLES))


def uniform(*shape, dtype):
    return torch.rand(*shape, device="cuda", dtype=torch.float32).mul_(2).sub_(1).to(dtype)


def matmul(n, dtype):
    a, b = uniform(n, n, dtype=dtype), uniform(n, n, dtype=dtype)
    out = torch.empty(n, n, device="cuda", dtype=dtype)
    return lambda: torch.matmul(a, b, out=out)


def matmul_tf32(n):
    run = matmul(n, torch.float32)

    def with_tf32():
        torch.backends.cuda.matmul.allow_tf32 = True
        run()
        torch.backends.cuda.matmul.allow_tf32 = False

    return with_tf32


def matmul_fp8(n, is_fast):
    a, b = (uniform(n, n, dtype=torch.float8_e4m3fn) for _ in range(2))
    one = torch.ones((), device="cuda")
    return lambda: torch._scaled_mm(a, b.t(), scale_a=one, scale_b=one, out_dtype=torch.float32,
                                    use_fast_accum=is_fast)


def matmul_int8(n):
    a, b = (torch.randint(-127, 128, (n, n), device="cuda", dtype=torch.int8) for _ in range(2))
    return lambda: torch._int_mm(a, b.t())


def copy(size_bytes):
    source = uniform(size_bytes // 4, dtype=torch.float32)
    target = torch.empty_like(source)
    return lambda: target.copy_(source)


def attention(batch, heads, length, width, is_causal=False):
    q, k, v = (uniform(batch, heads, length, width, dtype=torch.bfloat16) for _ in range(3))
    return lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=is_causal)


def report(case, make, **amount):
    """A case that this PyTorch refuses is a line of its own; the others go on."""
    try:
        seconds = median_s(make())
    except Exception as error:
        print(json.dumps({"case": case, "refused": (str(error) or repr(error)).splitlines()[0]}), flush=True)
        return
    rates = {unit: value / seconds * 1e-12 for unit, value in amount.items()}
    print(json.dumps({"case": case, "median_s": seconds, **rates}), flush=True)


def main():
    print(json.dumps({"torch": torch.__version__, "device": torch.cuda.get_device_name()}), flush=True)
    for n in (4096, 8192):
        for dtype in (torch.bfloat16, torch.float16, torch.float32, torch.float64):
            report(f"matmul {n} {dtype}", lambda: matmul(n, dtype), tflop_per_s=2 * n**3)
        report(f"matmul {n} tf32", lambda: matmul_tf32(n), tflop_per_s=2 * n**3)
        report(f"matmul {n} fp8 fast", lambda: matmul_fp8(n, True), tflop_per_s=2 * n**3)
        report(f"matmul {n} fp8 promoted", lambda: matmul_fp8(n, False), tflop_per_s=2 * n**3)
        report(f"matmul {n} int8", lambda: matmul_int8(n), tflop_per_s=2 * n**3)
    report("copy 1 GiB", lambda: copy(1 << 30), tbyte_per_s=2 * (1 << 30))
    report("attention 4x32x4096x128 bf16", lambda: attention(4, 32, 4096, 128),
           tflop_per_s=4 * 4 * 32 * 4096 * 4096 * 128)
    report("attention 1x32x16384x128 causal bf16", lambda: attention(1, 32, 16384, 128, True),
           tflop_per_s=4 * 32 * 16384 * 16385 // 2 * 128)


if __name__ == "__main__":
    main()
