using System.Text;
using Garita.AuditLog.Entries;

namespace Garita.AuditLog.Refusals;

/// <summary>
/// Counts refusals by identity and reason, minute by minute, in memory that does not grow with their number. Whoever
/// owns it drains it into the log now and then; what a crash finds here is lost, as refusals change nothing. May be
/// used by several threads.
/// </summary>
public sealed class RefusalCounter(TimeProvider time)
{
    /// <summary>Minutes kept while nobody drains; beyond it the oldest goes and is counted in the next.</summary>
    public const int MaxMinutes = 60;

    private const long MinuteSeconds = 60;

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Queue<RefusalSummary> _finished = [];
    private readonly Dictionary<(string Identity, string Reason), uint> _rows = [];
    private uint _others;
    private long _minute = long.MinValue;

    /// <summary>Counts one refusal.</summary>
    /// <param name="identity">Who, as far as it is known; cut and made printable where it must be.</param>
    /// <param name="reason">Why, from a closed set.</param>
    public void Count(string identity, string reason)
    {
        (string, string) row = (Printable(identity), Printable(reason));
        lock (_gate)
        {
            Advance();
            if (_rows.TryGetValue(row, out uint count))
            {
                _rows[row] = Sum(count, 1);
            }
            else if (_rows.Count < RefusalSummary.MaxRows)
            {
                _rows[row] = 1;
            }
            else
            {
                _others = Sum(_others, 1);
            }
        }
    }

    /// <summary>Takes the summaries of minutes that are over, oldest first.</summary>
    public IReadOnlyList<RefusalSummary> Drain()
    {
        lock (_gate)
        {
            Advance();
            RefusalSummary[] taken = [.. _finished];
            _finished.Clear();
            return taken;
        }
    }

    /// <summary>Takes everything, the minute that runs included: for when the program ends.</summary>
    public IReadOnlyList<RefusalSummary> DrainAll()
    {
        lock (_gate)
        {
            Advance();
            Finish();
            RefusalSummary[] taken = [.. _finished];
            _finished.Clear();
            return taken;
        }
    }

    private static uint Sum(uint left, uint right) => left > uint.MaxValue - right ? uint.MaxValue : left + right;

    // Strangers choose what they call themselves.
    private static string Printable(string text)
    {
        if (text.Length <= EntryFormat.MaxNameBytes && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        StringBuilder kept = new();
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune shown = Rune.IsControl(rune) ? Rune.ReplacementChar : rune;
            bytes += shown.Utf8SequenceLength;
            if (bytes > EntryFormat.MaxNameBytes)
            {
                break;
            }

            kept.Append(shown);
        }

        return kept.ToString();
    }

    private void Advance()
    {
        long minute = time.GetUtcNow().ToUnixTimeSeconds() / MinuteSeconds;
        if (minute != _minute)
        {
            Finish();
            _minute = minute;
        }
    }

    private void Finish()
    {
        if (_rows.Count == 0 && _others == 0)
        {
            return;
        }

        if (_finished.Count == MaxMinutes)
        {
            RefusalSummary oldest = _finished.Dequeue();
            _others = oldest.Rows.Aggregate(Sum(_others, oldest.Others), (sum, row) => Sum(sum, row.Count));
        }

        RefusalRow[] rows = [.. _rows.Select(row => new RefusalRow(row.Key.Identity, row.Key.Reason, row.Value))];
        _finished.Enqueue(new RefusalSummary(
            DateTimeOffset.FromUnixTimeSeconds(_minute * MinuteSeconds), rows, _others));
        _rows.Clear();
        _others = 0;
    }
}
