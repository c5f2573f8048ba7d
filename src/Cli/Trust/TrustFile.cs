using Garita.Cli.Firmware;
using Garita.Firmware.Trust;
using Garita.Pki.Keys;

namespace Garita.Cli.Trust;

/// <summary>
/// A trust document in a file, on its way from one who signs to the next: the bare document until the first signature,
/// then the signed one. Nothing in it is believed.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Document">The bytes that are signed.</param>
/// <param name="Content">What they say.</param>
/// <param name="Signed">The signed form; null while there is no signature.</param>
public sealed record TrustFile(
    string Path, ReadOnlyMemory<byte> Document, TrustDocument Content, SignedTrustDocument? Signed)
{
    /// <summary>Reads a file. Throws <see cref="CliException"/> that names it.</summary>
    /// <param name="option">The option that named it; null for an argument.</param>
    /// <param name="path">The file.</param>
    public static TrustFile Read(string? option, string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        byte[] bytes = ReleaseFiles.Read(option, full, TrustLimits.MaxLength);
        if (TrustDocument.TryRead(bytes, out TrustDocument? bare) == TrustRefusal.None)
        {
            return new TrustFile(full, bytes, bare!, Signed: null);
        }

        TrustRefusal refusal = SignedTrustDocument.TryRead(bytes, out SignedTrustDocument? signed);
        return refusal == TrustRefusal.None
            ? new TrustFile(full, signed!.Document, signed.Content, signed)
            : throw new CliException(
                ExitCode.Failed, $"{ReleaseFiles.Where(option, full)}: {TrustRefusals.Of(refusal)}");
    }

    /// <summary>Reads a file that must be signed by the threshold of its own root keys.</summary>
    public static VerifiedTrustDocument ReadPinned(string? option, string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        byte[] bytes = ReleaseFiles.Read(option, full, TrustLimits.MaxLength);
        TrustRefusal refusal = VerifiedTrustDocument.TryPin(bytes, out VerifiedTrustDocument? pinned);
        if (refusal == TrustRefusal.Malformed
            && TrustDocument.TryRead(bytes, out TrustDocument? _) == TrustRefusal.None)
        {
            throw new CliException(
                ExitCode.Failed, $"{ReleaseFiles.Where(option, full)}: nobody has signed it",
                $"garita trust sign {full} --key KEY");
        }

        return refusal == TrustRefusal.None
            ? pinned!
            : throw new CliException(
                ExitCode.Failed, $"{ReleaseFiles.Where(option, full)}: {TrustRefusals.Of(refusal)}");
    }

    /// <summary>The keys of a role that signed it.</summary>
    public IReadOnlyList<EcPublicKey> SignersOf(TrustRole role) => Signed?.SignersOf(role) ?? [];

    /// <summary>The bytes of the file with one more signature.</summary>
    public byte[] With(byte[] block) => SignedTrustDocument.Assemble(Document.Span, [.. Signed?.Blocks ?? [], block]);
}
