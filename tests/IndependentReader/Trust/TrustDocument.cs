using System.Security.Cryptography;
using Garita.IndependentReader.Cbor;
using Garita.IndependentReader.Cose;

namespace Garita.IndependentReader.Trust;

/// <summary>A signed trust document, by docs/wire/trust-document.md.</summary>
public sealed record TrustDocument
{
    private const int MostBytes = 8192;
    private const int MostSignatures = 32;

    public required ulong Version { get; init; }

    public required TrustRole Root { get; init; }

    public required TrustRole Release { get; init; }

    /// <summary>Names of logs with their keys.</summary>
    public required IReadOnlyList<(string Name, byte[] Key)> Logs { get; init; }

    public required ulong WitnessesThatMustCosign { get; init; }

    /// <summary>Names of witnesses with their Ed25519 keys.</summary>
    public required IReadOnlyList<(string Name, byte[] Key)> Witnesses { get; init; }

    /// <summary>Purposes with the keys of those messages.</summary>
    public required IReadOnlyList<(string Name, byte[] Key)> Messages { get; init; }

    /// <summary>What is signed.</summary>
    public required byte[] Content { get; init; }

    public required IReadOnlyList<CoseSign1> Signatures { get; init; }

    public static TrustDocument Read(ReadOnlyMemory<byte> bytes)
    {
        IReadOnlyList<CborItem> signed = CborDecoder.Decode(bytes).AsArray();
        if (bytes.Length > MostBytes || signed.Count != 2)
        {
            throw new UnreadableException("not a signed document");
        }

        CoseSign1[] signatures = [.. signed[1].AsArray().Select(block => CoseSign1.Read(block.AsBytes()))];
        if (signatures.Length is 0 or > MostSignatures)
        {
            throw new UnreadableException($"{signatures.Length} signatures");
        }

        CborItem document = signed[0].AsEmbedded();
        bool known = document.AsMap().Select(entry => entry.Key.AsInteger()).SequenceEqual([1, 2, 3, 4, 5, 6, 7]);
        if (!known || document.Get(1).AsUnsigned() != 1 || document.Get(2).AsUnsigned() is 0 or > int.MaxValue)
        {
            throw new UnreadableException("not a document of format 1");
        }

        IReadOnlyList<CborItem> witnesses = document.Get(6).AsArray();
        return new()
        {
            Version = document.Get(2).AsUnsigned(),
            Root = TrustRole.Read(document.Get(3)),
            Release = TrustRole.Read(document.Get(4)),
            Logs = Named(document.Get(5), 4, TrustRole.ReadKey),
            WitnessesThatMustCosign = witnesses[0].AsUnsigned(),
            Witnesses = Named(witnesses[1], 16, key => key.AsBytes()),
            Messages = Named(document.Get(7), 16, TrustRole.ReadKey),
            Content = signed[0].AsBytes(),
            Signatures = signatures,
        };
    }

    /// <summary>Whether enough keys of a role signed this document, each counted once.</summary>
    public bool IsSignedBy(TrustRole role)
    {
        ulong signers = 0;
        foreach (byte[] point in role.Keys)
        {
            using ECDsa key = TrustRole.Import(point);
            signers += Signatures.Any(signature => signature.IsSignedBy(key, Content)) ? 1UL : 0UL;
        }

        return signers >= role.Threshold;
    }

    /// <summary>Whether a device that has the other document takes this one.</summary>
    public bool Follows(TrustDocument before) =>
        Version == before.Version + 1 && IsSignedBy(before.Root) && IsSignedBy(Root);

    private static (string Name, byte[] Key)[] Named(CborItem list, int most, Func<CborItem, byte[]> readKey)
    {
        (string Name, byte[] Key)[] named =
            [.. list.AsArray().Select(entry => (entry.AsArray()[0].AsText(), readKey(entry.AsArray()[1])))];
        bool fits = named.Length <= most && list.AsArray().All(entry => entry.AsArray().Count == 2)
            && named.All(entry => entry.Name.Length > 0 && !entry.Name.Any(c => c <= ' ' || c == '+'));
        return fits ? named : throw new UnreadableException("not a list of names and keys");
    }
}
