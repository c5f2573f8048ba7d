using Garita.Durable;

namespace Garita.Server.Tests.Fixtures;

/// <summary>
/// The disk with a power switch: counts the operations that change something and, at a chosen one, stops before or
/// after it. From then on nothing works, and nothing is cleared away, as after a power cut.
/// </summary>
internal sealed class CutFiles(
    int cutAt = int.MaxValue, bool afterWrite = false, DurableFault fault = DurableFault.Failed) : IDurableFiles
{
    private readonly DurableFiles _disk = new();

    public int Operations { get; private set; }

    /// <summary>Whether the disk has no room, for now.</summary>
    public bool Full { get; set; }

    /// <summary>What happens before the next bytes are added to a long file; then nothing more.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public void CreateDirectory(string path) => Do(path, () => _disk.CreateDirectory(path));

    public void WriteNew(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        byte[] copy = content.ToArray();
        Do(path, () => _disk.WriteNew(path, copy, secrecy));
    }

    public void Replace(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        byte[] copy = content.ToArray();
        Do(path, () => _disk.Replace(path, copy, secrecy));
    }

    public IFileDraft BeginFile(string path, FileSecrecy secrecy)
    {
        IFileDraft? draft = null;
        Do(path, () => draft = _disk.BeginFile(path, secrecy));
        return new CutDraft(this, path, draft!);
    }

    public void Move(string source, string target) => Do(target, () => _disk.Move(source, target));

    public void Delete(string path) => Do(path, () => _disk.Delete(path));

    public void DeleteTree(string path) => Do(path, () => _disk.DeleteTree(path));

    public byte[] Read(string path, int limit) => _disk.Read(path, limit);

    public IAppendFile OpenAppend(string path) => _disk.OpenAppend(path);

    private void Do(string path, Action operation)
    {
        if (Full)
        {
            throw new DurableException(DurableFault.DiskFull, path, "full");
        }

        bool now = ++Operations == cutAt;
        if (Operations < cutAt || (now && afterWrite))
        {
            operation();
        }

        if (Operations >= cutAt)
        {
            throw new DurableException(fault, path, "cut");
        }
    }

    private sealed class CutDraft(CutFiles files, string path, IFileDraft draft) : IFileDraft
    {
        public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (files.Meanwhile is { } meanwhile)
            {
                files.Meanwhile = null;
                await meanwhile();
            }

            ValueTask written = default;
            files.Do(path, () => written = draft.AppendAsync(bytes, cancellationToken));
            await written;
        }

        public void Commit() => files.Do(path, draft.Commit);

        public void Dispose()
        {
            if (files.Operations < files.CutAt)
            {
                draft.Dispose();
            }
        }
    }

    private int CutAt => cutAt;
}
