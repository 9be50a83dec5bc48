# SPDX-License-Identifier: Apache-2.0
"""PyTorch's own operators under our kernels' names: timed by events, on uniform data, out of caches.

Usage: pytorch_rivals.py [FILE]    (else standard output)
One JSON object a line, which `fleetmark import pytorch FILE` reads: first PyTorch and its device, then
for each case {"kernel", "dtype", "sizes", "metric", "variant", "cache", "data", "times_s"}, or why
this PyTorch refuses it. Needs a GPU and PyTorch; CASES can be read without.
"""
import json
import sys

SAMPLES = 30
WARM_UP_S = 0.7
BATCH_S = 0.01
ROTATED_CACHES = 4  # operands of this many last-level caches pass before one comes again
MOST_SETS = 64

GEMM = ("m", "n", "k")
PREFILL = ("batch", "heads", "kv_heads", "tokens", "context", "head_dim", "value_dim")
DECODE = ("batch", "heads", "kv_heads", "context", "head_dim", "value_dim")
ENCODE = ("batch", "heads", "tokens", "head_dim")
CONV = ("batch", "height", "width", "channels_in", "channels_out", "kernel", "stride", "groups")
ROWS = ("rows", "width")


def case(kernel, variant, dtype, metric, names, sizes):
    return {"kernel": kernel, "dtype": dtype, "sizes": dict(zip(names, sizes)), "metric": metric,
            "variant": variant}


def all_cases():
    cases = []
    for n in (4096, 8192):
        for dtype, variant in (("bf16", "matmul"), ("f16", "matmul"), ("f32", "matmul"), ("f64", "matmul"),
                               ("tf32", "matmul"), ("fp8_e4m3", "scaled_mm fast"),
                               ("fp8_e4m3", "scaled_mm promoted"), ("int8", "int_mm")):
            cases.append(case("matmul.gemm", variant, dtype, "flop_per_s", GEMM, (n, n, n)))
    cases.append(case("memory.copy", "copy_", "f32", "bytes_per_s", ("n",), (1 << 28,)))
    cases.append(case("attention.encode", "sdpa", "bf16", "flop_per_s", ENCODE, (4, 32, 4096, 128)))
    cases.append(case("attention.prefill", "sdpa", "bf16", "flop_per_s", PREFILL,
                      (1, 32, 32, 16384, 16384, 128, 128)))
    for heads, kv_heads in ((8, 8), (32, 8)):
        cases.append(case("attention.decode", "sdpa", "bf16", "bytes_per_s", DECODE,
                          (32, heads, kv_heads, 16384, 128, 128)))
    for sizes in ((256, 56, 56, 64, 64, 3, 1, 1), (256, 14, 14, 1024, 256, 1, 1, 1),
                  (256, 224, 224, 3, 64, 7, 2, 1), (2, 128, 128, 320, 320, 3, 1, 1),
                  (32, 56, 56, 128, 128, 3, 1, 32)):
        cases.append(case("conv.forward", "conv2d channels last", "bf16", "flop_per_s", CONV, sizes))
    for name in ("softmax", "gelu", "residual_add"):
        cases.append(case("rowwise." + name, name, "bf16", "bytes_per_s", ROWS, (32768, 8192)))
    return cases


CASES = all_cases()


class Maker:
    """Operands and calls, by kernel; `torch` is passed in so that this file reads without it."""

    def __init__(self, torch):
        self.torch = torch
        self.types = {"bf16": torch.bfloat16, "f16": torch.float16, "f32": torch.float32,
                      "tf32": torch.float32, "f64": torch.float64}

    def uniform(self, *shape, dtype):
        real = self.torch.rand(*shape, device="cuda", dtype=self.torch.float32)
        return real.mul_(2).sub_(1).to(dtype)

    def make(self, one):
        """One operand set: what runs the case on it."""
        kernel = one["kernel"].replace(".", "_")
        return getattr(self, kernel, self.rowwise)(one, **one["sizes"])

    def matmul_gemm(self, one, m, n, k):
        torch, dtype = self.torch, one["dtype"]
        if dtype == "int8":
            a, b = (torch.randint(-127, 128, s, device="cuda", dtype=torch.int8) for s in ((m, k), (n, k)))
            return lambda: torch._int_mm(a, b.t())
        if dtype == "fp8_e4m3":
            a, b = (self.uniform(*s, dtype=torch.float8_e4m3fn) for s in ((m, k), (n, k)))
            unit = torch.ones((), device="cuda")
            is_fast = one["variant"].endswith("fast")
            return lambda: torch._scaled_mm(a, b.t(), scale_a=unit, scale_b=unit, out_dtype=torch.float32,
                                            use_fast_accum=is_fast)
        torch.backends.cuda.matmul.allow_tf32 = dtype == "tf32"
        a, b = self.uniform(m, k, dtype=self.types[dtype]), self.uniform(k, n, dtype=self.types[dtype])
        out = torch.empty(m, n, device="cuda", dtype=self.types[dtype])
        return lambda: torch.matmul(a, b, out=out)

    def memory_copy(self, one, n):
        source = self.uniform(n, dtype=self.types[one["dtype"]])
        target = self.torch.empty_like(source)
        return lambda: target.copy_(source)

    def attention(self, one, batch, heads, kv_heads, tokens, context, head_dim, is_causal):
        dtype = self.types[one["dtype"]]
        q = self.uniform(batch, heads, tokens, head_dim, dtype=dtype)
        k, v = (self.uniform(batch, kv_heads, context, head_dim, dtype=dtype) for _ in range(2))
        sdpa = self.torch.nn.functional.scaled_dot_product_attention
        if heads == kv_heads:
            return lambda: sdpa(q, k, v, is_causal=is_causal)
        return lambda: sdpa(q, k, v, is_causal=is_causal, enable_gqa=True)

    def attention_encode(self, one, batch, heads, tokens, head_dim):
        return self.attention(one, batch, heads, heads, tokens, tokens, head_dim, False)

    def attention_prefill(self, one, batch, heads, kv_heads, tokens, context, head_dim, value_dim):
        assert tokens == context and head_dim == value_dim
        return self.attention(one, batch, heads, kv_heads, tokens, context, head_dim, True)

    def attention_decode(self, one, batch, heads, kv_heads, context, head_dim, value_dim):
        assert head_dim == value_dim
        return self.attention(one, batch, heads, kv_heads, 1, context, head_dim, False)

    def conv_forward(self, one, batch, height, width, channels_in, channels_out, kernel, stride, groups):
        torch = self.torch
        dtype = self.types[one["dtype"]]
        last = torch.channels_last
        x = self.uniform(batch, channels_in, height, width, dtype=dtype).to(memory_format=last)
        w = self.uniform(channels_out, channels_in // groups, kernel, kernel, dtype=dtype)
        w = w.to(memory_format=last)
        # The same number of outputs and products as ours; of an odd amount of padding the larger half first.
        return lambda: torch.nn.functional.conv2d(x, w, stride=stride, padding=kernel // 2, groups=groups)

    def rowwise(self, one, rows, width):
        torch = self.torch
        x = self.uniform(rows, width, dtype=self.types[one["dtype"]])
        if one["variant"] == "residual_add":
            y, out = torch.empty_like(x).copy_(x), torch.empty_like(x)
            return lambda: torch.add(x, y, out=out)
        if one["variant"] == "gelu":
            return lambda: torch.nn.functional.gelu(x)
        return lambda: torch.nn.functional.softmax(x, dim=-1)


def elapsed_s(torch, sets, launches):
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    begin.record()
    for i in range(launches):
        sets[i % len(sets)]()
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) * 1e-3 / launches


def times_s(torch, maker, one):
    """Samples, and how many operand sets were rotated."""
    before = torch.cuda.memory_allocated()
    sets = [maker.make(one)]
    set_bytes = max(1, torch.cuda.memory_allocated() - before)
    cache = getattr(torch.cuda.get_device_properties(0), "L2_cache_size", 64 << 20)
    wanted = min(MOST_SETS, max(2, -(-ROTATED_CACHES * cache // set_bytes) + 1))
    sets += [maker.make(one) for _ in range(wanted - 1)]
    # The first calls make handles, load kernels and reserve memory: none of that is the kernel's time.
    elapsed_s(torch, sets, len(sets))
    each_s = max(elapsed_s(torch, sets, 3), 1e-6)
    launches = max(len(sets), round(BATCH_S / each_s))
    for _ in range(max(1, round(WARM_UP_S / (each_s * launches)))):
        elapsed_s(torch, sets, launches)
    return [elapsed_s(torch, sets, launches) for _ in range(SAMPLES)], len(sets)


def measure_all(file):
    import torch
    print(json.dumps({"torch": torch.__version__, "device": torch.cuda.get_device_name()}), file=file, flush=True)
    maker = Maker(torch)
    for one in CASES:
        line = dict(one)
        try:
            samples, sets = times_s(torch, maker, one)
            line |= {"cache": f"cold, {sets} operand sets", "data": "uniform", "times_s": samples}
        except Exception as error:  # a case that this PyTorch refuses; the others go on
            line["refused"] = (str(error) or repr(error)).splitlines()[0]
        torch.cuda.empty_cache()
        print(json.dumps(line), file=file, flush=True)


def main():
    if len(sys.argv) < 2:
        return measure_all(sys.stdout)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        measure_all(file)


if __name__ == "__main__":
    main()
