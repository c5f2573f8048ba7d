using Garita.Cli.Commands;
using Garita.Cli.Output;

namespace Garita.Cli.Firmware;

/// <summary>
/// Reads a file once, front to back, for several readers at the same time: the next block comes from the disk while the
/// readers, each on a core of its own, work on this one. Two blocks are in memory however long the file is.
/// </summary>
public sealed class FilePass : IDisposable
{
    // Long enough that handing blocks over costs nothing beside hashing them, short enough to stay in a core's cache.
    private const int BlockLength = 512 * 1024;

    private readonly FileStream _file;
    private readonly string _option;

    private FilePass(FileStream file, string option, string path)
    {
        _file = file;
        _option = option;
        Path = path;
        Length = file.Length;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes, at least one.</summary>
    public long Length { get; }

    /// <summary>Opens a file. Throws <see cref="CliException"/> that names the option and the file.</summary>
    public static FilePass Open(string option, string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new CliException(ExitCode.Usage, $"{option}: {full}: a directory, not a file");
        }

        try
        {
            FileStream file = new(full, new FileStreamOptions
            {
                BufferSize = 0,
                Options = FileOptions.SequentialScan | FileOptions.Asynchronous,
            });
            if (file.Length > 0)
            {
                return new FilePass(file, option, full);
            }

            file.Dispose();
            throw new CliException(ExitCode.Usage, $"{option}: {full}: the file is empty");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, $"{option}: {full}: no such file", cause: fault);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new CliException(ExitCode.Failed, $"{option}: {full}: cannot be read: {fault.Message}", cause: fault);
        }
    }

    /// <summary>Hands every block to every reader, in order, and shows how far it is.</summary>
    public Task RunAsync(
        CliSession session, CancellationToken stop, params Func<ReadOnlyMemory<byte>, ValueTask>[] readers)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ByteProgress.RunAsync(
            session.Terminal,
            session.Time,
            $"reading {System.IO.Path.GetFileName(Path)}",
            Length,
            progress => ReadAllAsync(readers, progress, stop));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private async Task ReadAllAsync(
        Func<ReadOnlyMemory<byte>, ValueTask>[] readers, ByteProgress progress, CancellationToken stop)
    {
        byte[] current = new byte[BlockLength];
        byte[] next = new byte[BlockLength];
        long done = 0;
        int length = await ReadBlockAsync(current, stop);
        while (length > 0)
        {
            ReadOnlyMemory<byte> block = current.AsMemory(0, length);
            Task[] work = [.. readers.Select(reader => Task.Run(() => reader(block).AsTask(), stop))];
            try
            {
                length = await ReadBlockAsync(next, stop);
            }
            finally
            {
                // The readers own the block until they are done with it, whatever became of the next one.
                await Task.WhenAll(work);
            }

            done += block.Length;
            progress.Report(done);
            (current, next) = (next, current);
        }

        if (done != Length)
        {
            throw new CliException(ExitCode.Failed, $"{_option}: {Path}: the file changed while it was read");
        }
    }

    private async Task<int> ReadBlockAsync(byte[] block, CancellationToken stop)
    {
        try
        {
            return await _file.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, stop);
        }
        catch (IOException fault)
        {
            throw new CliException(
                ExitCode.Failed, $"{_option}: {Path}: cannot be read: {fault.Message}", cause: fault);
        }
    }
}
