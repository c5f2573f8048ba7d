using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.Firmware.Manifests;
using Garita.Merkle;
using Garita.Pki.Keys;

namespace Garita.FirmwareBench;

/// <summary>
/// Sizes of manifests, and the CPU time of verifying manifests, chunks and images beside openssl's SHA-256. Prints the
/// rows of the tables in docs/performance.md.
/// </summary>
internal static class Program
{
    private const int ImageBytes = 16 * 1024 * 1024;
    private const int LargeMegabytes = 1024;
    private const int Rounds = 7;
    private const double Mega = 1e6;

    // What is around an offer in the Sig_structure: array, "Signature1", header, topic of 23 bytes, and their lengths.
    private const int SignatureFrame = 1 + 11 + 4 + 24 + 3;
    private const int CounterBytes = 1 + 9;

    private static readonly int[] s_chunkSizes = [1024, 4096, 65536];

    private static void Main()
    {
        Console.WriteLine($"load average {File.ReadAllText("/proc/loadavg").Trim()}");
        Large();
        byte[] image = new byte[ImageBytes];
        new Random(1).NextBytes(image);
        Sizes(image);
        Manifests(image);
        Offers(image);
        foreach (int chunkSize in s_chunkSizes)
        {
            Chunks(image, chunkSize);
        }

        Images(image);
        OpenSsl();
    }

    private static void Sizes(byte[] image)
    {
        using Key key = new();
        Envelope plain = ManifestBuilder.Build(Release(image, 4096));
        Envelope severable = ManifestBuilder.Build(Release(image, 4096) with { Severable = true }).Sign(key);
        Size("unsigned", plain);
        Size("signed", plain.Sign(key));
        Size("signed by two keys", plain.Sign(key).Sign(key));
        Size("signed, severable", severable);
        Size("signed, severed, as kept for boot", severable.Sever());
        Size("signed, of an encrypted payload", ManifestBuilder.Build(Release(image, 4096) with
        {
            Payload = new DeliveredPayload(PayloadKind.EncryptedImage, ImageBytes, Sha256Digest.Of(image)),
        }).Sign(key));
        Console.WriteLine($"manifest alone: {plain.ManifestBytes.Length} bytes");
    }

    private static void Size(string what, Envelope envelope) =>
        Console.WriteLine($"| {what} | {envelope.Bytes.Length} |");

    private static void Manifests(byte[] image)
    {
        using Key first = new();
        using Key second = new();
        using Key third = new();
        byte[] one = ManifestBuilder.Build(Release(image, 4096)).Sign(first).Bytes.ToArray();
        byte[] two = ManifestBuilder.Build(Release(image, 4096)).Sign(first).Sign(second).Bytes.ToArray();
        ReleaseKeys alone = ReleaseKeys.TryCreate([first.PublicKey], 1)!;
        ReleaseKeys three = ReleaseKeys.TryCreate([third.PublicKey, second.PublicKey, first.PublicKey], 2)!;
        Report("verify a manifest, 1 key", Time(() => Verify(one, alone), 500), 0);
        Report("verify a manifest, 2 of 3 keys", Time(() => Verify(two, three), 500), 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Verify(one, alone);
        Console.WriteLine($"allocated for one manifest: {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
    }

    private static void Verify(byte[] envelope, ReleaseKeys keys)
    {
        if (!VerifiedManifest.TryVerify(envelope, keys, out _, out _))
        {
            throw new InvalidOperationException("a manifest was refused");
        }
    }

    private static void Offers(byte[] image)
    {
        using Key key = new();
        Assignments authority = new(() => new Key());
        UpdateOfferMessage offer = Assignments.Offer(
            ManifestBuilder.Build(Release(image, 4096)).Sign(key).Bytes.ToArray());
        UpdateOfferMessage signed = authority.Sign(offer);
        AssignmentTrust trust = authority.Trust();
        int bytes = signed.Encode().Length;
        int added = bytes - (offer.ToBeSigned("ABCD1234").Length - SignatureFrame) + CounterBytes;
        Console.WriteLine($"an offer: {bytes} bytes, of which counter and assignment {added}");
        Console.WriteLine($"an assigner's certificate: {authority.LongestLeaf()} bytes");
        Report("write an offer and read it back", Time(() => signed.Encode(), 2000), 0);
        Report("sign an offer", Time(() => authority.Sign(offer), 2000), 0);
        Report("judge whose an offer is", Time(() => Judge(trust, signed), 500), 0);
    }

    private static void Judge(AssignmentTrust trust, UpdateOfferMessage offer)
    {
        if (trust.Judge(offer) != AssignmentRefusal.None)
        {
            throw new InvalidOperationException("an offer was refused");
        }
    }

    private static void Chunks(byte[] image, int chunkSize)
    {
        MerkleTree tree = TreeOf(image, chunkSize);
        ChunkLayout layout = new(chunkSize, tree.Root(), tree.Size);
        ChunkVerifier verifier = ChunkVerifier.TryCreate(layout, ImageBytes)!;
        int index = (int)(tree.Size / 3);
        byte[] chunk = image.AsSpan(index * chunkSize, chunkSize).ToArray();
        MerkleHash[] proof = tree.Prover().Range(index, index + 1);
        double micros = Time(
            () =>
            {
                if (verifier.Check(index, chunk, proof) != ChunkRefusal.None)
                {
                    throw new InvalidOperationException("a chunk was refused");
                }
            },
            Math.Max(64, 2 * 1024 * 1024 / chunkSize));
        Report($"check a chunk of {chunkSize} with {proof.Length} hashes, of {tree.Size} chunks", micros, chunkSize);
        long before = GC.GetAllocatedBytesForCurrentThread();
        verifier.Check(index, chunk, proof);
        Console.WriteLine($"allocated for one chunk: {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
    }

    private static void Images(byte[] image)
    {
        Report("SHA-256 of an image, as .NET does it", Time(() => SHA256.HashData(image), 1), ImageBytes);
        foreach (int chunkSize in s_chunkSizes)
        {
            Report($"root over chunks of {chunkSize}", Time(() => RootOf(image, chunkSize), 1), ImageBytes);
        }
    }

    private static ChunkLayout RootOf(byte[] image, int chunkSize)
    {
        using ChunkTreeBuilder builder = new(chunkSize);
        builder.Append(image);
        return builder.Finish();
    }

    private static void OpenSsl()
    {
        foreach (int size in (int[])[1024, 4096, 65536, 1024 * 1024])
        {
            string[] arguments = ["speed", "-mr", "-evp", "sha256", "-seconds", "2", "-bytes", $"{size}"];
            ProcessStartInfo start = new("openssl", arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
            using Process openssl = Process.Start(start)!;
            string[] lines = openssl.StandardOutput.ReadToEnd().Split('\n');
            openssl.WaitForExit();
            string result = lines.First(line => line.StartsWith("+F", StringComparison.Ordinal));
            double perSecond = double.Parse(result.Split(':')[^1], CultureInfo.InvariantCulture);
            Report($"openssl speed sha256, {size} bytes", size / perSecond * Mega, size);
        }
    }

    // An image of a gigabyte in pieces: digest and tree together, as `garita firmware build` makes them.
    private static void Large()
    {
        byte[] piece = new byte[1024 * 1024];
        using ChunkTreeBuilder builder = new(4096);
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        TimeSpan begun = Environment.CpuUsage.TotalTime;
        for (int at = 0; at < LargeMegabytes; at++)
        {
            digest.AppendData(piece);
            builder.Append(piece);
        }

        ChunkLayout layout = builder.Finish();
        double seconds = (Environment.CpuUsage.TotalTime - begun).TotalSeconds;
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"digest and tree of {LargeMegabytes} MiB, {layout.LeafCount} chunks: {seconds:F1} s of CPU; "
            + $"peak resident {self.PeakWorkingSet64 / Mega:F0} MB");
    }

    private static MerkleTree TreeOf(byte[] image, int chunkSize)
    {
        MerkleTree tree = new();
        foreach (byte[] chunk in image.Chunk(chunkSize))
        {
            tree.Append(TreeHash.Leaf(chunk));
        }

        return tree;
    }

    private static SingleImage Release(byte[] image, int chunkSize)
    {
        MerkleTree tree = TreeOf(image, chunkSize);
        Guid vendor = NameUuid.Vendor("example.com");
        return new SingleImage
        {
            SequenceNumber = 1000,
            Vendor = vendor,
            Class = NameUuid.Class(vendor, "thermostat-2"),
            Digest = Sha256Digest.Of(image),
            Size = image.Length,
            Chunks = new ChunkLayout(chunkSize, tree.Root(), tree.Size),
            Epoch = 3,
            Version = "12.34.56",
        };
    }

    // Median of rounds, each in CPU time of this process: what else runs then costs caches, not turns.
    private static double Time(Action work, int times)
    {
        double[] rounds = new double[Rounds + 1];
        for (int round = 0; round <= Rounds; round++)
        {
            TimeSpan begun = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < times; i++)
            {
                work();
            }

            rounds[round] = (Environment.CpuUsage.TotalTime - begun).TotalMicroseconds / times;
        }

        // The first warms up.
        return rounds[1..].Order().ElementAt(Rounds / 2);
    }

    private static void Report(string what, double micros, int bytes) => Console.WriteLine(
        $"| {what} | {micros:F1} | {(bytes == 0 ? "–" : $"{bytes / micros:F0}")} |");

    private sealed class Key : ISigningKey, IDisposable
    {
        private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public Key() => PublicKey = EcPublicKey.Of(_pair);

        public EcPublicKey PublicKey { get; }

        public byte[] Sign(ReadOnlySpan<byte> data) =>
            _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        public void Dispose() => _pair.Dispose();
    }
}
