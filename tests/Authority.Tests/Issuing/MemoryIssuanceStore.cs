using Garita.Authority.Issuing;
using Garita.Contracts.Identities;
using Garita.Pki.Issuing;
using Garita.Pki.Keys;

namespace Garita.Authority.Tests.Issuing;

/// <summary>A store in memory that fails, when told to, before or after a write.</summary>
internal sealed class MemoryIssuanceStore : IIssuanceStore
{
    private readonly Dictionary<PublicKeyHash, Identity> _owners = [];
    private int _writes;

    public List<IssuanceIntent> Intents { get; } = [];

    public Dictionary<CertificateSerial, IssuanceOutcome> Outcomes { get; } = [];

    /// <summary>The write that fails, counted from one; zero for none.</summary>
    public int FailAt { get; set; }

    public bool FailAfterWrite { get; set; }

    /// <summary>How many serials to call taken.</summary>
    public int SerialsTaken { get; set; }

    public Task<IntentRecording> RecordIntentAsync(IssuanceIntent intent, CancellationToken cancellationToken)
    {
        if (SerialsTaken > 0)
        {
            SerialsTaken--;
            return Task.FromResult(new IntentRecording(IntentStatus.SerialTaken));
        }

        if (_owners.TryGetValue(intent.KeyHash, out Identity owner) && owner != intent.Identity)
        {
            return Task.FromResult(new IntentRecording(IntentStatus.KeyOfAnother, owner));
        }

        Write(() =>
        {
            Assert.DoesNotContain(Intents, earlier => earlier.Serial == intent.Serial);
            _owners[intent.KeyHash] = intent.Identity;
            Intents.Add(intent);
        });
        return Task.FromResult(new IntentRecording(IntentStatus.Recorded));
    }

    public Task RecordOutcomeAsync(IssuanceOutcome outcome, CancellationToken cancellationToken)
    {
        Write(() => Outcomes.Add(outcome.Serial, outcome));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CertificateSerial>> FindUnfinishedAsync(int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<CertificateSerial> open =
            [.. Intents.Select(intent => intent.Serial).Where(serial => !Outcomes.ContainsKey(serial)).Take(limit)];
        return Task.FromResult(open);
    }

    private void Write(Action write)
    {
        bool fails = ++_writes == FailAt;
        if (!fails || FailAfterWrite)
        {
            write();
        }

        if (fails)
        {
            throw new IOException("the store failed");
        }
    }
}
