using System.Security.Cryptography;
using Garita.Durable;
using Garita.Firmware;

namespace Garita.Server.Images;

/// <summary>
/// The images of all releases, each in a file named for the SHA-256 over it. A file under such a name is whole and was
/// checked, whatever was cut or aborted; the same bytes are kept once.
/// </summary>
/// <remarks>
/// A disk that changes bytes later is not noticed here: whoever publishes or offers an image checks what it reads.
/// </remarks>
public sealed class ImageStore : IDisposable
{
    /// <summary>The directory's name inside the data directory.</summary>
    public const string DirectoryName = "images";

    private const string Unfinished = ".new";

    private readonly string _directory;
    private readonly IDurableFiles _files;
    private readonly ImageOptions _options;
    private readonly SemaphoreSlim _uploads;

    // Guards _announced.
    private readonly Lock _gate = new();

    // Bytes that uploads under way may still bring; they count as taken.
    private long _announced;

    private ImageStore(string directory, IDurableFiles files, ImageOptions options)
    {
        (_directory, _files, _options) = (directory, files, options);
        _uploads = new SemaphoreSlim(options.MaxUploads);
    }

    /// <summary>How much more may be stored, in bytes, uploads under way taken off.</summary>
    public long FreeBytes
    {
        get
        {
            (long store, long disk) = Room();
            lock (_gate)
            {
                return Math.Max(0, Math.Min(store, disk) - _announced);
            }
        }
    }

    /// <summary>Opens the store of a data directory, makes it where it is not there, and clears away what uploads left
    /// that a power cut ended.</summary>
    /// <exception cref="DurableException">It cannot be read or written.</exception>
    public static ImageStore Open(string dataDirectory, IDurableFiles files, ImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        string directory = Path.Combine(Path.GetFullPath(dataDirectory), DirectoryName);
        if (!Directory.Exists(directory))
        {
            files.CreateDirectory(directory);
        }

        foreach (string left in Directory.GetFiles(directory, "*" + Unfinished))
        {
            files.Delete(left);
        }

        return new ImageStore(directory, files, options);
    }

    /// <summary>What is kept under a digest; null where nothing is.</summary>
    public StoredImage? Find(Sha256Digest digest)
    {
        FileInfo file = new(PathOf(digest));
        return file.Exists ? new StoredImage(digest, file.Length) : null;
    }

    /// <summary>Everything that is kept, in order of digest.</summary>
    public IReadOnlyList<StoredImage> List() =>
    [
        .. new DirectoryInfo(_directory).EnumerateFiles()
            .Select(file => Sha256Digest.TryParse(file.Name, out Sha256Digest digest)
                ? new StoredImage(digest, file.Length) : null)
            .OfType<StoredImage>()
            .OrderBy(image => image.Digest.Hex, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Stores what a stream brings, in bounded memory. Where it is refused, fails or is cancelled, nothing is left.
    /// </summary>
    /// <param name="digest">What the bytes must hash to.</param>
    /// <param name="length">How many there must be.</param>
    /// <param name="source">Where they come from; left at its end, or where the refusal was.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DurableException">The disk failed for another reason than being full.</exception>
    public async Task<ImageRefusal> StoreAsync(
        Sha256Digest digest, long length, Stream source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > _options.MaxImageBytes)
        {
            return ImageRefusal.TooLarge;
        }

        if (!await _uploads.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            return ImageRefusal.Busy;
        }

        try
        {
            ImageRefusal refusal = Announce(length);
            return refusal == ImageRefusal.None
                ? await ReceiveAsync(digest, length, source, cancellationToken).ConfigureAwait(false)
                : refusal;
        }
        finally
        {
            _uploads.Release();
        }
    }

    /// <summary>Opens an image for reading from its beginning; the caller disposes it.</summary>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    public FileStream OpenRead(Sha256Digest digest) =>
        new(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Removes an image, and what belongs to it. The caller knows that no release needs it.</summary>
    /// <exception cref="DurableException">It may still be there.</exception>
    public void Delete(Sha256Digest digest)
    {
        // What an upload under way is writing is that upload's: it may bring the image back.
        foreach (string file in Directory.GetFiles(_directory, digest.Hex + ".*")
            .Where(file => !file.EndsWith(Unfinished, StringComparison.Ordinal)))
        {
            _files.Delete(file);
        }

        _files.Delete(PathOf(digest));
    }

    /// <summary>The file of leaf hashes beside an image, for one chunk size.</summary>
    internal string LeavesPath(Sha256Digest digest, int chunkBytes) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{PathOf(digest)}.{chunkBytes}.leaves");

    /// <inheritdoc/>
    public void Dispose() => _uploads.Dispose();

    private string PathOf(Sha256Digest digest) => digest.Hex.Length > 0
        ? Path.Combine(_directory, digest.Hex)
        : throw new ArgumentException("not a digest", nameof(digest));

    private (long Store, long Disk) Room() => (
        _options.MaxStoreBytes - List().Sum(image => image.Bytes),
        new DriveInfo(_directory).AvailableFreeSpace - _options.MinFreeBytes);

    private ImageRefusal Announce(long length)
    {
        (long store, long disk) = Room();
        lock (_gate)
        {
            if (length > store - _announced)
            {
                return ImageRefusal.StoreFull;
            }

            if (length > disk - _announced)
            {
                return ImageRefusal.DiskFull;
            }

            _announced += length;
            return ImageRefusal.None;
        }
    }

    private async Task<ImageRefusal> ReceiveAsync(
        Sha256Digest digest, long length, Stream source, CancellationToken cancellationToken)
    {
        try
        {
            using IFileDraft draft = _files.BeginFile(PathOf(digest), FileSecrecy.Public);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long received = await CopyAsync(source, draft, hash, length, cancellationToken).ConfigureAwait(false);
            ImageRefusal refusal = received < length ? ImageRefusal.TooShort
                : received > length ? ImageRefusal.TooLong
                : new Sha256Digest(hash.GetHashAndReset()) != digest ? ImageRefusal.WrongDigest
                : ImageRefusal.None;
            if (refusal == ImageRefusal.None)
            {
                draft.Commit();
            }

            return refusal;
        }
        catch (DurableException fault) when (fault.Fault == DurableFault.DiskFull)
        {
            return ImageRefusal.DiskFull;
        }
        finally
        {
            lock (_gate)
            {
                _announced -= length;
            }
        }
    }

    // Stops one byte after the announced length: whoever sends more is not read further.
    private async Task<long> CopyAsync(
        Stream source, IFileDraft draft, IncrementalHash hash, long length, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[_options.BufferBytes];
        long received = 0;
        while (received <= length)
        {
            int wanted = (int)Math.Min(buffer.Length, length - received + 1);
            int read = await source.ReadAsync(buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            received += read;
            hash.AppendData(buffer, 0, read);
            await draft.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        return received;
    }
}
