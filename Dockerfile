FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# Restored before the sources are copied: this layer changes only when a project or a lock file does.
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt ./
COPY src/Responsibility.Domain/Responsibility.Domain.csproj    src/Responsibility.Domain/packages.lock.json  src/Responsibility.Domain/
COPY src/Responsibility.Ledger/Responsibility.Ledger.csproj    src/Responsibility.Ledger/packages.lock.json  src/Responsibility.Ledger/
COPY src/Responsibility.Storage/Responsibility.Storage.csproj  src/Responsibility.Storage/packages.lock.json src/Responsibility.Storage/
COPY src/Responsibility.Api/Responsibility.Api.csproj          src/Responsibility.Api/packages.lock.json     src/Responsibility.Api/
RUN dotnet restore src/Responsibility.Api/Responsibility.Api.csproj --locked-mode

# What GET /api/v1/meta answers as `commit`: docker build --build-arg COMMIT=$(git rev-parse HEAD) .
ARG COMMIT=
COPY . .
RUN dotnet publish src/Responsibility.Api/Responsibility.Api.csproj --no-restore -c Release -o /app \
        -p:UseAppHost=false -p:SourceRevisionId=$COMMIT \
 && mkdir /data && chown 1654:1654 /data

# Chiseled: no shell, no package manager; "extra" brings ICU and the time zones.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app ./
COPY --from=build --chown=1654:1654 /data /data

# URLS, not ASPNETCORE_URLS: the former wins over appsettings.json, and the health check reads the same one.
ENV URLS=http://+:8080 \
    ASPNETCORE_HTTP_PORTS= \
    Responsibility__Database="Data Source=/data/responsibility.db" \
    Responsibility__Ledger__KeyFile=/data/ledger.key
USER 1654:1654
EXPOSE 8080
VOLUME /data
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["dotnet", "Responsibility.Api.dll", "--healthcheck"]
ENTRYPOINT ["dotnet", "Responsibility.Api.dll"]
