using System.Text;
using Garita.Cli.Firmware;
using Garita.Contracts.Api.Releases;
using Garita.Device;
using Garita.Device.Trust;
using Garita.Durable;
using Garita.Firmware;
using Garita.Firmware.Chunks;

namespace Garita.Cli.Demo.Releases;

/// <summary>The side of a device that judges what it is offered, with its trust state in its directory.</summary>
public sealed class DemoUpdater
{
    private const int SlotSize = 512 * 1024;

    private readonly string _slot;
    private readonly TrustStore _store;
    private readonly ReleaseGate _gate;

    private DemoUpdater(string directory, TrustStore store)
    {
        _slot = Path.Combine(directory, "image");
        _store = store;
        _gate = new ReleaseGate(
            store,
            new ReleaseGateOptions
            {
                Vendor = DemoFirmware.Vendor,
                Class = DemoFirmware.Class,
                SlotSize = SlotSize,
            });
    }

    /// <summary>What the device goes by.</summary>
    public TrustState State => _store.Current;

    /// <summary>Whether an image was written.</summary>
    public bool HasImage => File.Exists(_slot);

    /// <summary>Gives a device its first trust document, as the factory does.</summary>
    public static DemoUpdater Provision(string directory, ReadOnlyMemory<byte> document) =>
        Told(() => new DemoUpdater(directory, TrustStore.Provision(directory, document, epochFloor: 1)));

    /// <summary>Judges an offer.</summary>
    /// <param name="manifest">The envelope and its proof; an empty proof is none.</param>
    /// <param name="trust">Newer trust documents that come with it.</param>
    public GateVerdict Judge(SignedManifest manifest, params byte[][] trust)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ReleaseOffer offer = new()
        {
            Envelope = manifest.Envelope,
            LogProof = manifest.Proof.Length == 0
                ? (ReadOnlyMemory<byte>?)null
                : Encoding.UTF8.GetBytes(manifest.Proof),
            TrustDocuments = [.. trust.Select(document => (ReadOnlyMemory<byte>)document)],
        };
        return Told(() => _gate.Judge(offer));
    }

    /// <summary>
    /// Takes packets of chunks, each checked before a byte of it is written; what is refused leaves nothing.
    /// </summary>
    /// <returns>The first refusal, or none: then the image is on the disk.</returns>
    public async Task<ChunkRefusal> FetchAsync(
        AcceptedRelease release, IEnumerable<byte[]> packets, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(packets);
        try
        {
            using IFileDraft draft = new DurableFiles().BeginFile(_slot, FileSecrecy.Public);
            foreach (byte[] encoded in packets)
            {
                ChunkRefusal refusal = ChunkPacket.TryRead(encoded, out ChunkPacket? packet);
                refusal = refusal == ChunkRefusal.None
                    ? release.Chunks.Check(packet!.First, packet.Chunks.Span, packet.Proof)
                    : refusal;
                if (refusal != ChunkRefusal.None)
                {
                    return refusal;
                }

                await draft.AppendAsync(packet!.Chunks, stop);
            }

            draft.Commit();
            return ChunkRefusal.None;
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    /// <summary>Whether what was written is the image that was signed; then the device never goes back behind it.
    /// </summary>
    public bool TryConfirm(AcceptedRelease release)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (Sha256Digest.Of(ReleaseFiles.Read(null, _slot, SlotSize)) != release.Image.Digest)
        {
            return false;
        }

        return Told(() =>
        {
            _gate.Confirm(release.Manifest);
            return true;
        });
    }

    // A disk that fails is a step that fails, with its reason.
    private static T Told<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (DeviceException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }
}
