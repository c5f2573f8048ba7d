namespace Garita.AuditLog.Storage;

/// <summary>
/// Lets many appends share one flush of the disk. Whoever finds no one at work commits everything that waits, its own
/// entry first in line, and then wakes the next in line to do the same for those who came meanwhile. There is no thread
/// of its own.
/// </summary>
internal sealed class AppendQueue(LogStore store, TransparencyLogOptions options)
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Queue<Waiting> _waiting = [];
    private bool _led;

    /// <summary>The entry's index, when it is lasting and signed for.</summary>
    public async Task<long> AppendAsync(byte[] body)
    {
        Waiting mine = new(body);
        bool lead;
        lock (_gate)
        {
            if (_waiting.Count >= options.MaxPending)
            {
                throw new AuditLogException(LogFault.Overloaded, $"{options.MaxPending} entries wait for the disk");
            }

            _waiting.Enqueue(mine);
            lead = !_led;
            _led = true;
        }

        if (lead || await mine.Turn.Task.ConfigureAwait(false))
        {
            Commit();
        }

        return mine.Index;
    }

    private void Commit()
    {
        List<Waiting> batch = Take();
        AuditLogException fault = new(LogFault.Disk, "the log did not take the entry");
        bool done = false;
        try
        {
            long index = store.Commit([.. batch.Select(entry => entry.Body)]);
            batch.ForEach(entry => entry.Index = index++);
            done = true;
        }
        catch (AuditLogException known)
        {
            fault = known;
            throw;
        }
        finally
        {
            // The first is whoever runs this.
            foreach (Waiting entry in batch.Skip(1))
            {
                entry.End(done ? null : fault);
            }

            HandOver();
        }
    }

    private List<Waiting> Take()
    {
        List<Waiting> batch = [];
        lock (_gate)
        {
            while (batch.Count < options.MaxBatch && _waiting.TryDequeue(out Waiting? next))
            {
                batch.Add(next);
            }
        }

        return batch;
    }

    private void HandOver()
    {
        Waiting? next;
        lock (_gate)
        {
            _led = _waiting.TryPeek(out next);
        }

        next?.Turn.SetResult(true);
    }

    private sealed class Waiting(byte[] body)
    {
        public byte[] Body { get; } = body;

        public long Index { get; set; }

        /// <summary>True when it is this one's turn to commit, false when someone else has done it.</summary>
        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End(AuditLogException? fault)
        {
            if (fault is null)
            {
                Turn.SetResult(false);
            }
            else
            {
                Turn.SetException(fault);
            }
        }
    }
}
