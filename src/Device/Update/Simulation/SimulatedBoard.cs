using Garita.Device.Trust;
using Garita.Device.Update.Agent;
using Garita.Device.Update.Boot;
using Garita.Device.Update.Journal;
using Garita.Device.Update.Slots;
using Garita.Durable;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Simulation;

/// <summary>
/// A board with two slots, a boot record and a trust state as files of one directory. Powering it on runs the real
/// <see cref="BootLoader"/>, which starts whichever image it finds good; disposing it is taking the power away.
/// </summary>
public sealed class SimulatedBoard : IDisposable
{
    private readonly string _directory;
    private readonly ReleaseGateOptions _device;
    private readonly List<FileRegion> _regions = [];
    private readonly UpdateStorage _storage;
    private readonly BootRecord _boot;
    private readonly TrustStore _trust;

    private SimulatedBoard(string directory, ReleaseGateOptions device)
    {
        (_directory, _device) = (directory, device);
        bool isWhole = false;
        try
        {
            long slot = device.SlotSize + Slot.SealLength;
            _storage = new UpdateStorage(
                Open("journal", UpdateJournal.RegionLength),
                Open("offer", UpdateStorage.OfferLength),
                Open("slot.a", slot),
                Open("slot.b", slot));
            _boot = new BootRecord(Open("boot", BootRecord.RegionLength));
            _trust = TrustStore.Open(directory);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                Dispose();
            }
        }
    }

    /// <summary>What the boot loader started, and why; null where it found nothing to start.</summary>
    public BootChoice? Started { get; private set; }

    /// <summary>The image that was started; null where there is none that can be.</summary>
    public SimulatedImage? Image { get; private set; }

    /// <summary>What the device goes by.</summary>
    public TrustState Trust => _trust.Current;

    /// <summary>
    /// Makes a board as a factory does: one image in slot A, confirmed, and the first trust document.
    /// </summary>
    /// <param name="directory">Exists, and holds no board.</param>
    /// <param name="device">Whom the device is, and how large its slots are.</param>
    /// <param name="trustDocument">The document that it begins with.</param>
    /// <param name="envelope">The release of the image, signed by the document's release keys.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="DeviceException">There is a board, or the envelope is not signed by those keys.</exception>
    /// <exception cref="DurableException">The disk failed.</exception>
    public static void Provision(
        string directory,
        ReleaseGateOptions device,
        ReadOnlyMemory<byte> trustDocument,
        ReadOnlyMemory<byte> envelope,
        ReadOnlySpan<byte> image)
    {
        ArgumentNullException.ThrowIfNull(device);
        TrustStore trust = TrustStore.Provision(directory, trustDocument);
        if (!VerifiedManifest.TryVerify(envelope, trust.Current.ReleaseKeys, out VerifiedManifest? manifest, out _))
        {
            throw new DeviceException(DeviceFault.FileInvalid, "The factory image is not signed by the release keys.");
        }

        trust.Confirm(manifest.Image?.Epoch ?? 0, manifest.Manifest.SequenceNumber, manifest.Digest);
        using SimulatedBoard board = new(directory, device);
        Slot first = board._storage.Slots[SlotName.A];
        first.Write(0, image);
        first.Sync();
        first.Seal(manifest.Envelope.Sever().Bytes.Span);
        board._boot.Write(BootState.Of(SlotName.A));
    }

    /// <summary>Turns the power on.</summary>
    /// <param name="directory">Of the board.</param>
    /// <param name="device">Whom the device is, and how large its slots are.</param>
    /// <param name="type">What its images see of their board, see <see cref="SimulatedImage.OnType"/>.</param>
    /// <exception cref="DeviceException">There is no board.</exception>
    /// <exception cref="DurableException">The disk failed.</exception>
    public static SimulatedBoard PowerOn(string directory, ReleaseGateOptions device, string type = "")
    {
        ArgumentNullException.ThrowIfNull(device);
        SimulatedBoard board = new(directory, device);
        UpdateTrust trust = new(board._trust, device);
        board.Started = new BootLoader(
            board._boot, board._storage.Slots, trust.TrialCheck(), trust.BootCheck()).Choose();
        if (board.Started is { } choice)
        {
            byte[] head = new byte[SimulatedImage.HeadLength];
            board._storage.Slots[choice.Slot].Read(0, head);
            board.Image = SimulatedImage.Read(head)?.On(type);
        }

        return board;
    }

    /// <summary>
    /// What the program of the started image gives its update agent; its health is that of the image.
    /// </summary>
    public UpdateAgentParts Parts(IUpdateLink link) => new()
    {
        Storage = _storage,
        Boot = new RecordBootControl(_boot, (Started ?? throw new InvalidOperationException("nothing runs")).Slot),
        Trust = _trust,
        Device = _device,
        Link = link,
        Healthy = _ => Task.FromResult(Image?.Behaviour == ImageBehaviour.Works),
    };

    /// <summary>Takes the power away.</summary>
    public void Dispose() => _regions.ForEach(region => region.Dispose());

    private FileRegion Open(string name, long length)
    {
        FileRegion region = FileRegion.OpenFile(Path.Combine(_directory, name), length);
        _regions.Add(region);
        return region;
    }
}
