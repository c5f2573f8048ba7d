using System.Security.Cryptography;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Merkle;
using Garita.Pki.Keys;
using Garita.Samples.Tests.Fixtures;
using Garita.TestKit;

namespace Garita.Samples.Tests;

/// <summary>
/// The verifier in C, which was written from docs/wire alone, takes what we make and nothing that was changed.
/// </summary>
public sealed class VerifierTests : IDisposable
{
    private const int ChunkSize = 1024;
    private const string Refused = "refused: not a chunk that was signed";

    private readonly Signer _key = new();
    private readonly Signer _second = new();
    private readonly TemporaryDirectory _folder = new();
    private readonly byte[] _image = [.. Enumerable.Range(0, 6_500).Select(i => (byte)((i * 7) + (i >> 10)))];
    private readonly MerkleTree _tree = new();

    public VerifierTests()
    {
        foreach (byte[] chunk in _image.Chunk(ChunkSize))
        {
            _tree.Append(TreeHash.Leaf(chunk));
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        _second.Dispose();
        _folder.Dispose();
    }

    [ToolFact("gcc", SampleCommands.WolfSsl)]
    public async Task Verifier_in_c_reads_what_we_sign_and_checks_image_and_chunks()
    {
        string program = await SampleCommands.CompileVerifierAsync(_folder);
        Envelope envelope = ManifestBuilder.Build(Release()).Sign(_key).Sign(_second);
        string[] both = [Write("envelope", envelope.Bytes.Span), "2", _key.Point, _second.Point];

        (int code, string output) = await ToolRun.RunAsync(program, both);
        Assert.True(code == 0, output);
        Assert.Equal(
            [
                "sequence 4294967297", $"vendor {Hex(Release().Vendor)}", $"class {Hex(Release().Class)}",
                $"digest {Release().Digest}", "size 6500", "uri image", "epoch 2", "chunks 7 of 1024",
                $"root {_tree.Root()}",
            ],
            output.TrimEnd().Split('\n'));

        string image = Write("image", _image);
        Assert.Equal("image good", await LastLineAsync(program, [.. both, "--", "image", image]));
        for (int index = 0; index < _tree.Size; index++)
        {
            MerkleHash[] proof = _tree.Prover().Range(index, index + 1);
            byte[] chunk = _image.Chunk(ChunkSize).ElementAt(index);
            (byte[] Packet, string Said)[] packets =
            [
                (new ChunkPacket(index, proof, chunk).Encode(), $"chunk {index} good, {chunk.Length} bytes"),
                (new ChunkPacket((index + 1) % _tree.Size, proof, chunk).Encode(), Refused),
                (new ChunkPacket(_tree.Size, proof, chunk).Encode(), Refused),
                (new ChunkPacket(index, proof[1..], chunk).Encode(), Refused),
                (new ChunkPacket(index, [.. proof, proof[0]], chunk).Encode(), Refused),
                (new ChunkPacket(index, proof, chunk.AsMemory(1)).Encode(), Refused),
                (new ChunkPacket(index, proof, (byte[])[.. chunk, 0]).Encode(), Refused),
                ([.. new ChunkPacket(index, proof, chunk).Encode(), 0], Refused),
            ];
            foreach ((byte[] packet, string said) in packets)
            {
                Assert.Equal(said, await LastLineAsync(program, [.. both, "--", "packet", Write("packet", packet)]));
            }
        }
    }

    [ToolFact("gcc", SampleCommands.WolfSsl)]
    public async Task Verifier_in_c_refuses_what_was_changed()
    {
        const string TooFew = "refused: too few good signatures";
        string program = await SampleCommands.CompileVerifierAsync(_folder);
        byte[] bytes = ManifestBuilder.Build(Release() with { Severable = true }).Sign(_key).Bytes.ToArray();
        string envelope = Write("envelope", bytes);

        Assert.Equal(TooFew, await LastLineAsync(program, envelope, "1", _second.Point));
        Assert.Equal(TooFew, await LastLineAsync(program, envelope, "2", _key.Point, _second.Point));
        Assert.Equal(TooFew, await LastLineAsync(program, envelope, "0", _key.Point));
        Assert.Equal(
            "refused: not the image that was signed",
            await LastLineAsync(program, envelope, "1", _key.Point, "--", "image", Write("image", _image.AsSpan(1))));
        for (int at = 0; at < bytes.Length; at += 5)
        {
            bytes[at] ^= (byte)(1 << (at % 8));
            Assert.StartsWith(
                "refused: ", await LastLineAsync(program, Write("flipped", bytes), "1", _key.Point),
                StringComparison.Ordinal);
            bytes[at] ^= (byte)(1 << (at % 8));
            Assert.Equal(
                "refused: not an envelope",
                await LastLineAsync(program, Write("cut", bytes.AsSpan(0, at)), "1", _key.Point));
        }
    }

    private static string Hex(Guid id) => Convert.ToHexStringLower(id.ToByteArray(bigEndian: true));

    private static async Task<string> LastLineAsync(string program, params string[] arguments)
    {
        (int code, string output) = await ToolRun.RunAsync(program, arguments);
        string line = output.TrimEnd().Split('\n')[^1];
        Assert.Equal(line.StartsWith("refused", StringComparison.Ordinal) ? 1 : 0, code);
        return line;
    }

    private SingleImage Release() => new()
    {
        SequenceNumber = (1UL << 32) + 1,
        Vendor = NameUuid.Vendor("example.com"),
        Class = NameUuid.Class(NameUuid.Vendor("example.com"), "thermostat-2"),
        Digest = Sha256Digest.Of(_image),
        Size = _image.Length,
        Chunks = new ChunkLayout(ChunkSize, _tree.Root(), _tree.Size),
        Epoch = 2,
        Version = "1.0.0",
    };

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = _folder.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private sealed class Signer : ISigningKey, IDisposable
    {
        private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public Signer() => PublicKey = EcPublicKey.Of(_pair);

        public EcPublicKey PublicKey { get; }

        /// <summary>04 || X || Y in hex.</summary>
        public string Point => Convert.ToHexStringLower(PublicKey.SubjectPublicKeyInfo.Span[^65..]);

        public byte[] Sign(ReadOnlySpan<byte> data) =>
            _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        public void Dispose() => _pair.Dispose();
    }
}
