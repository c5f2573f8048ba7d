using Garita.Quic.Ngtcp.Timers;

namespace Garita.Quic.Tests.Ngtcp.Timers;

public sealed class TimerHeapTests
{
    [Fact]
    public void Earliest_is_first_whatever_was_put_moved_and_taken_out()
    {
        TimerHeap<int> heap = new();
        TimerEntry<int>[] entries = [.. Enumerable.Range(0, 200).Select(i => new TimerEntry<int>(i))];
        Dictionary<TimerEntry<int>, ulong> model = [];
        Random chance = new(1);
        for (int i = 0; i < 20_000; i++)
        {
            TimerEntry<int> entry = entries[chance.Next(entries.Length)];
            if (chance.Next(3) == 0)
            {
                heap.Remove(entry);
                model.Remove(entry);
            }
            else
            {
                ulong at = (ulong)chance.Next(1_000);
                heap.Set(entry, at);
                model[entry] = at;
            }

            Assert.Equal(model.Count, heap.Count);
            Assert.Equal(model.Count == 0 ? null : model.Values.Min(), heap.First?.At);
        }
    }

    [Fact]
    public void Entry_that_is_moved_is_there_once()
    {
        TimerHeap<int> heap = new();
        TimerEntry<int> entry = new(7);
        foreach (ulong at in new ulong[] { 5, 9, 1, ulong.MaxValue, 3 })
        {
            heap.Set(entry, at);
        }

        Assert.Equal((1, 3UL), (heap.Count, heap.First!.At));
        heap.Remove(entry);
        heap.Remove(entry);
        Assert.Null(heap.First);
    }
}
