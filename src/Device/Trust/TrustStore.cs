using Garita.Durable;
using Garita.Firmware;
using Garita.Firmware.Trust;

namespace Garita.Device.Trust;

/// <summary>
/// Keeps the trust state in two copies, of which one at least is whole at any instant. What was returned from a change
/// is on the disk, and nothing goes back: not by a power cut, not by a torn write, not by a caller. Not for two threads
/// at once.
/// </summary>
/// <remarks>
/// It does not protect against whoever can write the disk: an older pair of copies put back is an older state. Where
/// that matters the floor belongs into a counter of the hardware as well.
/// </remarks>
public sealed class TrustStore
{
    /// <summary>The two copies, in the store's directory.</summary>
    public const string FirstCopy = "trust.a";

    /// <summary>See <see cref="FirstCopy"/>.</summary>
    public const string SecondCopy = "trust.b";

    /// <summary>Confirmed images that are remembered: one for each slot.</summary>
    public const int MaxConfirmed = 2;

    private readonly string[] _paths;
    private readonly IDurableFiles _files;

    // The copy that is written first: one that is older or not whole must never be the only one left.
    private int _weaker;
    private bool _hasFailed;

    private TrustStore(string[] paths, IDurableFiles files, TrustState state, int weaker)
    {
        _paths = paths;
        _files = files;
        Current = state;
        _weaker = weaker;
    }

    /// <summary>What the device goes by now.</summary>
    public TrustState Current { get; private set; }

    /// <summary>
    /// Makes the store, at the factory or at enrolment and never again: from here on its absence refuses updates.
    /// </summary>
    /// <param name="directory">Exists, and holds no store.</param>
    /// <param name="document">The document that the device begins with; it must satisfy its own root keys.</param>
    /// <param name="epochFloor">The epoch of the image the device is made with.</param>
    /// <param name="sequenceFloor">The sequence number of that image's manifest.</param>
    /// <param name="files">How files are written; null for the disk.</param>
    /// <exception cref="DeviceException">There is a store, the document is none, or the disk failed.</exception>
    public static TrustStore Provision(
        string directory,
        ReadOnlyMemory<byte> document,
        uint epochFloor = 0,
        ulong sequenceFloor = 0,
        IDurableFiles? files = null)
    {
        string[] paths = PathsIn(directory);
        if (paths.Any(Path.Exists))
        {
            throw new DeviceException(DeviceFault.TrustStateExists, $"{directory} holds a trust state already.");
        }

        TrustRefusal refusal = VerifiedTrustDocument.TryPin(document, out VerifiedTrustDocument? pinned);
        if (refusal != TrustRefusal.None)
        {
            throw new DeviceException(DeviceFault.FileInvalid, $"The trust document is refused: {refusal}.");
        }

        TrustState first = new()
        {
            Revision = 0,
            Document = pinned!,
            EpochFloor = epochFloor,
            SequenceFloor = sequenceFloor,
        };
        TrustStore store = new(paths, files ?? new DurableFiles(), first, weaker: 0);
        store.Save(first);
        return store;
    }

    /// <summary>Opens the store. Changes nothing on the disk.</summary>
    /// <exception cref="DeviceException">
    /// <see cref="DeviceFault.TrustStateMissing"/> where no copy is whole: the device takes no update until it is
    /// provisioned anew, since whatever it would assume might be lower than what was.
    /// </exception>
    public static TrustStore Open(string directory, IDurableFiles? files = null)
    {
        IDurableFiles disk = files ?? new DurableFiles();
        string[] paths = PathsIn(directory);
        TrustState?[] copies = [TryRead(disk, paths[0]), TryRead(disk, paths[1])];
        if (copies is [null, null])
        {
            throw new DeviceException(
                DeviceFault.TrustStateMissing, $"{directory} holds no whole copy of the trust state.");
        }

        int newest = (copies[0]?.Revision ?? 0) >= (copies[1]?.Revision ?? 0) && copies[0] is not null ? 0 : 1;
        TrustState state = copies[newest]! with
        {
            EpochFloor = copies.Max(c => c?.EpochFloor ?? 0),
            SequenceFloor = copies.Max(c => c?.SequenceFloor ?? 0),
            AssignmentFloor = copies.Max(c => c?.AssignmentFloor ?? 0),
        };
        return new TrustStore(paths, disk, state, weaker: 1 - newest);
    }

    /// <summary>Goes on to the next trust document; the reason why not, where it is refused.</summary>
    /// <exception cref="DeviceException">The disk failed; the store must be opened again.</exception>
    public TrustRefusal TryAdvance(ReadOnlyMemory<byte> document)
    {
        TrustRefusal refusal = VerifiedTrustDocument.TryAdvance(
            Current.Document, document, out VerifiedTrustDocument? next);
        if (refusal == TrustRefusal.None)
        {
            Save(Current with { Document = next! });
        }

        return refusal;
    }

    /// <summary>
    /// Remembers a checkpoint that was found consistent with the one before. One that is not larger changes nothing.
    /// </summary>
    /// <exception cref="DeviceException">The disk failed; the store must be opened again.</exception>
    public void Remember(SeenCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (Current.Seen(checkpoint.Origin) is { } seen && seen.Size >= checkpoint.Size)
        {
            return;
        }

        // Logs that the document no longer names are forgotten, so that the list stays as short as the document's.
        IEnumerable<SeenCheckpoint> others = Current.Checkpoints.Where(
            c => c.Origin != checkpoint.Origin && Current.Document.Content.Logs.Any(l => l.Name == c.Origin));
        Save(Current with { Checkpoints = [.. others.Take(TrustLimits.MaxLogs - 1), checkpoint] });
    }

    /// <summary>
    /// Whether an assignment with this counter may be acted on, and if so the floor is that counter from here on,
    /// durably. The same counter comes again with each copy of one assignment, and changes nothing.
    /// </summary>
    /// <param name="counter">Of an assignment whose signature was verified; from 1.</param>
    /// <exception cref="DeviceException">The disk failed; the store must be opened again.</exception>
    public bool TryAssign(long counter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(counter, 1);
        if (counter > Current.AssignmentFloor)
        {
            Save(Current with { AssignmentFloor = counter });
        }

        return counter >= Current.AssignmentFloor;
    }

    /// <summary>
    /// Raises the floors to those of an image that runs and was found good, and never on download or trial: an image
    /// that fails must leave the way back open. What is not higher changes nothing. The release keys of now are kept as
    /// those that vouched for it, where its epoch lets it start again.
    /// </summary>
    /// <param name="epoch">The image's security epoch.</param>
    /// <param name="sequence">The manifest's sequence number.</param>
    /// <param name="manifest">The manifest itself: no other one with its number is taken.</param>
    /// <exception cref="DeviceException">The disk failed; the store must be opened again.</exception>
    public void Confirm(uint epoch, ulong sequence, Sha256Digest manifest)
    {
        TrustState raised = Current with
        {
            EpochFloor = Math.Max(Current.EpochFloor, epoch),
            SequenceFloor = Math.Max(Current.SequenceFloor, sequence),
            ConfirmedManifest = sequence >= Current.SequenceFloor ? manifest : Current.ConfirmedManifest,
            Confirmed = epoch < Current.EpochFloor || Current.Confirmed.Any(c => c.Manifest == manifest)
                ? Current.Confirmed
                : [.. Current.Confirmed.TakeLast(MaxConfirmed - 1), new(manifest, Current.ReleaseKeys)],
        };
        if (raised != Current)
        {
            Save(raised);
        }
    }

    private static string[] PathsIn(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string full = Path.GetFullPath(directory);
        return [Path.Combine(full, FirstCopy), Path.Combine(full, SecondCopy)];
    }

    private static TrustState? TryRead(IDurableFiles files, string path)
    {
        try
        {
            return TrustStateFile.TryDecode(files.Read(path, TrustStateFile.MaxLength));
        }
        catch (DurableException)
        {
            // A copy that cannot be read is as good as none; the other one may be whole.
            return null;
        }
    }

    private void Save(TrustState changed)
    {
        if (_hasFailed)
        {
            throw new DeviceException(
                DeviceFault.FileUnusable, "The trust state could not be written before; it must be opened again.");
        }

        TrustState next = changed with { Revision = Current.Revision + 1 };
        byte[] copy = TrustStateFile.Encode(next);
        _hasFailed = true;
        try
        {
            _files.Replace(_paths[_weaker], copy, FileSecrecy.Public);
            _files.Replace(_paths[1 - _weaker], copy, FileSecrecy.Public);
        }
        catch (DurableException fault)
        {
            throw new DeviceException(DeviceFault.FileUnusable, fault.Message, fault);
        }

        _hasFailed = false;
        _weaker = 0;
        Current = next;
    }
}
