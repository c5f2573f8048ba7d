using Garita.Durable;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>The files of a release on this machine, and reading and writing them whole.</summary>
public static class ReleaseFiles
{
    /// <summary>What an envelope's name ends in; what belongs to it has a name beside it.</summary>
    public const string Ending = ".suit";

    /// <summary>Where the hashes of the chunks lie: beside the envelope.</summary>
    public static string LeavesOf(string envelope) => Path.ChangeExtension(envelope, ".leaves");

    /// <summary>Where the way back lies: beside the envelope.</summary>
    public static string WayBackOf(string envelope) =>
        Path.ChangeExtension(envelope, ".back" + Path.GetExtension(envelope));

    /// <summary>How a message begins that is about a file: an argument's needs no name before it.</summary>
    public static string Where(string? option, string path) =>
        option is null ? Path.GetFullPath(path) : $"{option}: {Path.GetFullPath(path)}";

    /// <summary>Reads an envelope and what it says, signed or not.</summary>
    /// <param name="option">The option that named it; null for an argument.</param>
    /// <param name="path">The file.</param>
    public static UnverifiedManifest ReadRelease(string? option, string path)
    {
        string full = Path.GetFullPath(path);
        byte[] bytes = Read(option, full, ManifestLimits.Default.MaxEnvelopeLength);
        ManifestRefusal refusal = Envelope.TryParse(bytes, out Envelope? envelope);
        UnverifiedManifest? release = null;
        if (refusal == ManifestRefusal.None)
        {
            refusal = UnverifiedManifest.TryRead(envelope!, out release);
        }

        return refusal == ManifestRefusal.None
            ? release!
            : throw new CliException(ExitCode.Failed, $"{Where(option, full)}: {ManifestRefusals.Of(refusal)}");
    }

    /// <summary>Reads an envelope that these keys must have signed.</summary>
    public static VerifiedManifest ReadVerified(string? option, string path, ReleaseKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        byte[] bytes = Read(option, Path.GetFullPath(path), ManifestLimits.Default.MaxEnvelopeLength);
        if (VerifiedManifest.TryVerify(bytes, keys, out VerifiedManifest? verified, out ManifestRefusal refusal))
        {
            return verified;
        }

        throw new CliException(
            ExitCode.Failed, $"{Where(option, path)}: {ManifestRefusals.Of(refusal)}",
            refusal == ManifestRefusal.BelowThreshold ? Missing(bytes, keys) : null);
    }

    /// <summary>
    /// Puts an envelope with one more signature in place of the one without, once the signature was checked.
    /// </summary>
    /// <param name="option">What named the envelope.</param>
    /// <param name="path">The envelope's file.</param>
    /// <param name="signed">The envelope with the signature.</param>
    /// <param name="signer">Whose signature must be on it.</param>
    /// <param name="source">Where the signature came from.</param>
    public static void KeepSigned(string? option, string path, Envelope signed, ReleaseKeys signer, string source)
    {
        ArgumentNullException.ThrowIfNull(signed);
        if (!VerifiedManifest.TryVerify(signed.Bytes, signer, out _, out ManifestRefusal refusal))
        {
            throw new CliException(
                ExitCode.Failed, $"{source}: the signature is not right, and nothing was written: "
                    + ManifestRefusals.Of(refusal));
        }

        Write(option, files => files.Replace(path, signed.Bytes.Span, FileSecrecy.Public));
    }

    /// <summary>The image that a release is about; refuses manifests that are not about exactly one.</summary>
    public static ImageDescription ImageOf(string? option, string path, ImageDescription? image) =>
        image ?? throw new CliException(
            ExitCode.Failed, $"{Where(option, path)}: a manifest, but not of one image as 'build' makes it");

    /// <summary>Reads a whole small file.</summary>
    public static byte[] Read(string? option, string path, int limit)
    {
        try
        {
            return new DurableFiles().Read(path, limit);
        }
        catch (DurableException fault)
        {
            ExitCode code = fault.Fault switch
            {
                DurableFault.Missing => ExitCode.NotFound,
                DurableFault.TooLarge => ExitCode.Usage,
                DurableFault.Exists or DurableFault.NoPermission or DurableFault.ReadOnly or DurableFault.DiskFull
                    or DurableFault.Failed => ExitCode.Failed,
            };
            throw new CliException(code, Named(option, fault), cause: fault);
        }
    }

    /// <summary>Refuses a file that is there: releases are kept, not overwritten.</summary>
    public static void RefuseExisting(string option, string path)
    {
        if (Path.Exists(path))
        {
            throw new CliException(
                ExitCode.Conflict, $"{option}: {path}: exists already", "name another file, or remove this one");
        }
    }

    /// <summary>Does something with the disk; what goes wrong names the option.</summary>
    public static void Write(string? option, Action<IDurableFiles> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            write(new DurableFiles());
        }
        catch (DurableException fault)
        {
            ExitCode code = fault.Fault == DurableFault.Exists ? ExitCode.Conflict : ExitCode.Failed;
            throw new CliException(code, Named(option, fault), cause: fault);
        }
    }

    private static string Named(string? option, DurableException fault) =>
        option is null ? fault.Message : $"{option}: {fault.Message}";

    // Fewer than the threshold, and at least one: which of them, by asking for one.
    private static string Missing(byte[] envelope, ReleaseKeys keys)
    {
        ReleaseKeys any = ReleaseKeys.TryCreate(keys.Keys, 1)!;
        VerifiedManifest.TryVerify(envelope, any, out VerifiedManifest? verified, out _);
        return $"{verified?.Signers.Count ?? 0} of {keys.Keys.Count} signed it, and the threshold is {keys.Threshold}";
    }
}
