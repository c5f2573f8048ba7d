#!/usr/bin/env python3
"""Measure MQTT brokers side by side over mutual TLS 1.3, in one run, interleaved.

usage: compare.py RUNS DIR [DIR ...]

Each DIR holds a broker.json, as mosquitto.sh and garita.sh write it:
  label, start (command), version (command), port, ca, cert, key; paths are relative to DIR.
Every result is printed as a line of JSON, then a Markdown table of medians (lowest to highest) and of each broker's
ratio to the first. What is measured is the server process: CPU seconds, user and system, and resident memory, because
client and server share the machine.
"""
import glob
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# What a workload is judged by, and its unit. The rest of what mqload prints is for the reader of the JSON lines.
CONNECT = ("srv_cpu_ms_per_conn", "ms CPU/connection")
DELIVERY = ("srv_cpu_us_per_deliv", "us CPU/message")
WORKLOADS = {
    "connect, full handshake": CONNECT,
    "connect, full handshake, rate": ("conn_per_s", "connections/s"),
    "connect, resumed": CONNECT,
    "5,000 idle connections": ("kib_per_conn", "KiB/connection"),
    "fan-in 200 to 1, QoS 1": DELIVERY,
    "fan-in 200 to 1, QoS 0": DELIVERY,
    "fan-out 1 to 500, QoS 0, 16 under way": DELIVERY,
    "fan-out 1 to 500, QoS 1, 16 under way": DELIVERY,
    "fan-out 1 to 500, QoS 0, one at a time": DELIVERY,
    "fan-out 1 to 500, QoS 1, one at a time": DELIVERY,
    "1,000 messages/s, QoS 1": ("srv_cpu_us_per_msg", "us CPU/message"),
    "1,000 messages/s, QoS 1, median": ("p50_us", "us end to end"),
    "1,000 messages/s, QoS 1, 99th percentile": ("p99_us", "us end to end"),
}


def build(folder):
    """Compiles the load generator beside the first broker, so that this folder stays clean."""
    program = os.path.join(folder, "mqload")
    sources = glob.glob(os.path.join(HERE, "mqload", "*.c"))
    subprocess.check_call(["gcc", "-O2", "-o", program, *sources, "-lssl", "-lcrypto"])
    return program


def read(folder):
    folder = os.path.abspath(folder)
    with open(os.path.join(folder, "broker.json"), encoding="utf-8") as file:
        broker = json.load(file)
    for name in ("ca", "cert", "key"):
        broker[name] = os.path.join(folder, broker[name])
    broker["folder"] = folder
    return broker


def version(broker):
    told = subprocess.run(broker["version"], cwd=broker["folder"], capture_output=True, text=True, check=False)
    return (told.stdout.strip() or "?").splitlines()[0]


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            direct = [int(p) for p in file.read().split()]
    except OSError:
        return []
    return direct + [q for p in direct for q in children(p)]


def start(broker):
    with open(os.path.join(broker["folder"], "broker.log"), "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            broker["start"], cwd=broker["folder"], stdout=log, stderr=log, start_new_session=True)
    for _ in range(300):
        time.sleep(0.2)
        try:
            socket.create_connection(("127.0.0.1", broker["port"])).close()
            break
        except OSError:
            pass
    time.sleep(2)
    if process.poll() is not None:
        raise SystemExit(f"{broker['label']} ended: see {broker['folder']}/broker.log")
    return process


def stop(process):
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(25)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    time.sleep(1)


def load(mqload, broker, process, mode, count, **options):
    command = [mqload, "--mode", mode, "-n", count, "--port", broker["port"], "--label", broker["label"],
               "--ca", broker["ca"], "--cert", broker["cert"], "--key", broker["key"]]
    for pid in [process.pid] + children(process.pid):
        command += ["--pid", pid]
    for name, value in options.items():
        command += ["--" + name, value]
    result = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=300, check=False)
    line = result.stdout.strip()
    if not line:
        print("no result:", broker["label"], mode, options, result.stderr[-300:], flush=True)
        return None
    print(line, result.stderr.strip()[:200], flush=True)
    found = json.loads(line)
    if found["failed"] or found["up"] < found["n"] or found.get("lost"):
        print("not counted: connections failed or messages were lost", flush=True)
        return None
    return found


def matrix(mqload, broker):
    """Yields (workload, result). What is not yielded is warming up."""
    process = start(broker)
    load(mqload, broker, process, "connect", 1500)
    full = load(mqload, broker, process, "connect", 1500)
    yield "connect, full handshake", full
    yield "connect, full handshake, rate", full
    yield "connect, resumed", load(mqload, broker, process, "connect", 1500, resume=1)
    stop(process)

    process = start(broker)
    yield "5,000 idle connections", load(mqload, broker, process, "idle", 5000, hold=2)
    stop(process)

    process = start(broker)
    for qos in (1, 0):
        load(mqload, broker, process, "fanin", 200, qos=qos, dur=2, warm=1)
        yield f"fan-in 200 to 1, QoS {qos}", load(mqload, broker, process, "fanin", 200, qos=qos, dur=3, warm=1)
    for window, words in ((16, "16 under way"), (1, "one at a time")):
        for qos in (0, 1):
            found = load(mqload, broker, process, "fanout", 500, qos=qos, dur=3, warm=1, window=window)
            yield f"fan-out 1 to 500, QoS {qos}, {words}", found
    latency = load(mqload, broker, process, "latency", 100, qos=1, rate=1000, dur=5, warm=1)
    yield "1,000 messages/s, QoS 1", latency
    yield "1,000 messages/s, QoS 1, median", latency
    yield "1,000 messages/s, QoS 1, 99th percentile", latency
    stop(process)


def show(seen, labels):
    print(f"\n| workload | unit | {' | '.join(labels)} | ratio |")
    print("| --- | --- |" + " --- |" * (len(labels) + 1))
    for workload, (_, unit) in WORKLOADS.items():
        by_label = seen.get(workload, {})
        cells, medians = [], []
        for label in labels:
            values = by_label.get(label)
            medians.append(statistics.median(values) if values else float("nan"))
            cells.append(f"{medians[-1]:.4g} ({min(values):.4g}-{max(values):.4g})" if values else "-")
        ratios = ", ".join(f"{median / medians[0]:.2f}" for median in medians[1:])
        print(f"| {workload} | {unit} | {' | '.join(cells)} | {ratios} |")


def main():
    runs, brokers = int(sys.argv[1]), [read(folder) for folder in sys.argv[2:]]
    mqload = build(brokers[0]["folder"])
    for broker in brokers:
        print(broker["label"], version(broker), flush=True)
    seen, loads = {}, []
    for _ in range(runs):
        for broker in brokers:
            loads.append(os.getloadavg()[0])
            for workload, result in matrix(mqload, broker):
                if result:
                    value = result[WORKLOADS[workload][0]]
                    seen.setdefault(workload, {}).setdefault(broker["label"], []).append(value)
    show(seen, [broker["label"] for broker in brokers])
    print(f"\nload average when each began: {', '.join(f'{x:.1f}' for x in loads)}; {os.cpu_count()} processors")


main()
